"""Addresses of the desk; part of the room's own (`exclusions.suspensions.urls`)."""

from django.urls import path

from exclusions.suspensions.desk import views

urlpatterns = [
    path("arrivals/", views.Arrivals.as_view(), name="arrivals"),
    path("arrivals/take-note/", views.take_note_of_shown, name="take_note_of_shown"),
    path("education/", views.Provisions.as_view(), name="provisions"),
    path("meetings/", views.Meetings.as_view(), name="meetings"),
    path("lateness/", views.Punctuality.as_view(), name="punctuality"),
    path("papers/<reference:reference>/", views.paper, name="paper"),
    path("papers/<reference:reference>/take-out/", views.take_out_paper, name="take_out_paper"),
    path("<reference:reference>/take-note/", views.take_note_of_one, name="take_note"),
    path("<reference:reference>/education/", views.provision, name="provision"),
    path("<reference:reference>/education/end/", views.end_provision, name="end_provision"),
    path("<reference:reference>/papers/", views.papers_of, name="papers"),
]
