from django.urls import path

from schools.headcounts import views

app_name = "headcounts"
urlpatterns = [
    path("", views.Headcounts.as_view(), name="list"),
    path("count/", views.take, name="take"),
    path("schools/<int:urn>/", views.school, name="school"),
]
