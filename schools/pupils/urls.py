from django.urls import path

from schools.pupils.views import finding, showing

app_name = "pupils"
urlpatterns = [
    path("", finding.find, name="find"),
    path("<reference:reference>/", showing.pupil, name="pupil"),
    path("<reference:reference>/chronology.pdf", showing.print_chronology, name="print"),
    path("<reference:reference>/people/", showing.people, name="people"),
    path("<reference:reference>/details/", showing.details, name="details"),
    # What rooms above show; last, so that no tab hides an address of this room.
    path("<reference:reference>/<slug:name>/", showing.tab, name="tab"),
]
