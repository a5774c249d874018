"""Addresses of private links. Their long part opens something: it is left out of every log."""

from django.urls import path

from exclusions.ownplans.views import holder

app_name = "my_plan"
urlpatterns = [
    path("<str:token>/", holder.open_, name="open"),
    path("<str:token>/plan/", holder.home, name="home"),
    path("<str:token>/plan/<slug:code>/", holder.part, name="part"),
    path("<str:token>/family/", holder.family, name="family"),
    path("<str:token>/print/", holder.printed, name="print"),
    path("<str:token>/done/", holder.done, name="done"),
    path("<str:token>/leave/", holder.leave, name="leave"),
]
