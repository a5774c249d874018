"""Addresses of letters; part of the room's own (`exclusions.suspensions.urls`)."""

from django.urls import path

from exclusions.suspensions.letters import views

urlpatterns = [
    path("letters/texts/", views.texts, name="letter_texts"),
    path("letters/texts/<slug:kind>/", views.text, name="letter_text"),
    path("letters/<reference:reference>/", views.letter, name="letter"),
    path("<reference:reference>/letters/<slug:kind>/", views.write, name="write_letter"),
]
