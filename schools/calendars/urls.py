from django.urls import path

from schools.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.dates, name="authority_dates"),
    path("schools/<int:urn>/", views.dates, name="dates"),
    path("terms/add/", views.add_term, name="add_authority_term"),
    path("schools/<int:urn>/terms/add/", views.add_term, name="add_term"),
    path("terms/<int:pk>/", views.change_term, name="change_term"),
    path("terms/<int:pk>/remove/", views.remove_term, name="remove_term"),
    path("closures/add/", views.add_closure, name="add_authority_closure"),
    path("schools/<int:urn>/closures/add/", views.add_closure, name="add_closure"),
    path("closures/<int:pk>/", views.change_closure, name="change_closure"),
    path("closures/<int:pk>/remove/", views.remove_closure, name="remove_closure"),
    path("schools/<int:urn>/years/<int:year>/", views.own_dates, name="own_dates"),
]
