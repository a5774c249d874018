from django.urls import path

from portal.saved import views

app_name = "saved"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("add/", views.add, name="add"),
    path("<reference:reference>/", views.change, name="change"),
    path("<reference:reference>/delete/", views.delete, name="delete"),
]
