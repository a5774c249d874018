from django.urls import path

from resources.guidance import views

app_name = "guidance"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("changes/", views.changes, name="changes"),
]
