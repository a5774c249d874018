from django.urls import path

from schools.links import views

app_name = "links"
urlpatterns = [
    path("schools/<int:urn>/", views.manage, name="manage"),
    path("schools/<int:urn>/add/", views.add, name="add"),
    path("<int:pk>/end/", views.end, name="end"),
]
