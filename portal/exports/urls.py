from django.urls import path

from portal.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="list"),
    path("ask/", views.ask, name="ask"),
    path("<reference:reference>/", views.export, name="export"),
    path("<reference:reference>/download/", views.download, name="download"),
    path("<reference:reference>/delete/", views.delete, name="delete"),
]
