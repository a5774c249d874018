from django.urls import path

from portal.core import views

app_name = "core"
urlpatterns = [
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("brand.css", views.brand, name="brand"),
    path("set-up/", views.set_up, name="set_up"),
    path("components/", views.gallery, name="gallery"),
]
