from django.urls import path

from resources.training import views

app_name = "training"
urlpatterns = [
    path("", views.Schools.as_view(), name="list"),
    path("schools/<int:urn>/", views.school, name="school"),
    path("schools/<int:urn>/add/", views.enter, name="enter"),
    path("schools/<int:urn>/staff/", views.count, name="count"),
    path("<reference:reference>/withdraw/", views.withdraw, name="withdraw"),
]
