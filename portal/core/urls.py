from django.urls import path

from portal.core import views

app_name = "core"
urlpatterns = [
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("brand.css", views.brand, name="brand"),
    path("components/", views.gallery, name="gallery"),
]
