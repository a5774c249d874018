from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("asked/", views.asked, name="asked"),
    path("asked/<reference:reference>/remind/", views.remind, name="remind"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<reference:reference>/retry/", views.retry, name="retry"),
    path("<reference:reference>/", views.open_notice, name="open"),
    path("<reference:reference>/acknowledge/", views.acknowledge, name="acknowledge"),
]
