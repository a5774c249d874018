"""`/systems/`: where administrators let other systems in."""

from django.urls import path

from portal.api import views

app_name = "systems"
urlpatterns = [
    path("", views.systems, name="list"),
    path("token/", views.make, name="make"),
    path("<reference:reference>/revoke/", views.revoke, name="revoke"),
]
