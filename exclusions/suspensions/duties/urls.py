"""Addresses of duties; part of the room's own (`exclusions.suspensions.urls`)."""

from django.urls import path

from exclusions.suspensions.duties import views

urlpatterns = [
    path("duties/", views.Desk.as_view(), name="desk"),
    path("duties/calendar/", views.calendar, name="calendar"),
    path("duties/calendar/<str:key>/duties.ics", views.calendar_file, name="feed"),
    path("<reference:reference>/duties/<slug:code>/", views.duty, name="duty"),
]
