from django.urls import path

from schools.pupils.views import editing, finding, merging, moving_up, showing, transfers

app_name = "pupils"
urlpatterns = [
    path("", finding.find, name="find"),
    path("admit/", editing.admit, name="admit"),
    path("years/<int:urn>/", moving_up.move_up, name="move_up"),
    # Two records of one child
    path("duplicates/", merging.Duplicates.as_view(), name="duplicates"),
    path("duplicates/<reference:first>/<reference:second>/", merging.compare, name="compare"),
    # Safeguarding files
    path("files/", transfers.transfers, name="transfers"),
    path("files/<reference:reference>/", transfers.transfer, name="transfer"),
    path("files/<reference:reference>/receipt.pdf", transfers.receipt, name="receipt"),
    path("files/<reference:reference>/<slug:verb>/", transfers.move, name="move_transfer"),
    # One pupil
    path("<reference:reference>/", showing.pupil, name="pupil"),
    path("<reference:reference>/chronology.pdf", showing.print_chronology, name="print"),
    path("<reference:reference>/people/", showing.people, name="people"),
    path("<reference:reference>/details/", showing.details, name="details"),
    path("<reference:reference>/details/correct/", editing.correct, name="correct"),
    path("<reference:reference>/details/add/", editing.add_fact, name="add_fact"),
    path("<reference:reference>/details/needs/", editing.set_needs, name="set_needs"),
    path("<reference:reference>/details/<int:pk>/end/", editing.end_fact, name="end_fact"),
    path("<reference:reference>/merges/<int:pk>/undo/", merging.undo, name="unmerge"),
    path("<reference:reference>/roll/<int:urn>/leave/", editing.leave, name="leave"),
    path("<reference:reference>/roll/<int:urn>/year/", editing.change_year, name="change_year"),
    # What rooms above show; last, so that no tab hides an address of this room.
    path("<reference:reference>/<slug:name>/", showing.tab, name="tab"),
]
