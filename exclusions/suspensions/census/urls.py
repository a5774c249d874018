"""Addresses of the census file; part of the room's own (`exclusions.suspensions.urls`)."""

from django.urls import path

from exclusions.suspensions.census import views

urlpatterns = [
    path("census/", views.census, name="census"),
    path("census/file.csv", views.census_file, name="census_file"),
]
