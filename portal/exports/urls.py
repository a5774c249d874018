from django.urls import path

from portal.exports import copy_views, views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="list"),
    path("ask/", views.ask, name="ask"),
    path("everything/", copy_views.everything, name="everything"),
    path("everything/order/", copy_views.order, name="order"),
    path("everything/<reference:reference>/download/", copy_views.download_copy, name="download_copy"),
    path("everything/<reference:reference>/delete/", copy_views.delete_copy, name="delete_copy"),
    path("<reference:reference>/", views.export, name="export"),
    path("<reference:reference>/download/", views.download, name="download"),
    path("<reference:reference>/delete/", views.delete, name="delete"),
]
