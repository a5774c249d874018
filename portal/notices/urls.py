from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("asked/", views.asked, name="asked"),
    path("asked/<reference:reference>/remind/", views.remind, name="remind"),
    path("preferences/", views.preferences, name="preferences"),
    path("outbox/", views.EmailList.as_view(), name="outbox"),
    path("outbox/<reference:reference>/", views.email, name="email"),
    path("outbox/<reference:reference>/retry/", views.retry, name="retry"),
    path("outbox/<slug:code>/<reference:reference>/retry/", views.retry_outside, name="retry_outside"),
    path("<reference:reference>/", views.open_notice, name="open"),
    path("<reference:reference>/acknowledge/", views.acknowledge, name="acknowledge"),
]
