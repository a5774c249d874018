from django.urls import path

from schools.register import views

app_name = "register"
urlpatterns = [
    path("", views.Directory.as_view(), name="directory"),
    path("refreshes/", views.refreshes, name="refreshes"),
    path("<int:urn>/", views.school, name="school"),
    path("trusts/<int:uid>/", views.trust, name="trust"),
]
