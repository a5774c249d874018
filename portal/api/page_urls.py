"""`/systems/`: where administrators let other systems in."""

from django.urls import path

from portal.api import views

app_name = "systems"
urlpatterns = [
    path("", views.systems, name="list"),
    path("token/", views.make, name="make"),
    path("webhook/", views.register, name="register"),
    path("webhook/<reference:reference>/", views.webhook, name="webhook"),
    path("webhook/<reference:reference>/on/", views.switch_on, name="switch_on"),
    path("webhook/<reference:reference>/end/", views.end, name="end"),
    path("<reference:reference>/revoke/", views.revoke, name="revoke"),
]
