from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.me, name="me"),
    path("stay-signed-in/", views.stay_signed_in, name="stay_signed_in"),
]
