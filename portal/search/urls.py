from django.urls import path

from portal.search import views

app_name = "search"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<slug:key>/", views.found, name="found"),
]
