from django.urls import path

from portal.people import views

app_name = "people"
urlpatterns = [
    path("", views.PeopleList.as_view(), name="list"),
    path("invite/", views.invite, name="invite"),
    path("roles/", views.roles, name="roles"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("<reference:reference>/", views.person, name="person"),
    path("<reference:reference>/resend/", views.resend, name="resend"),
    path("<reference:reference>/roles/grant/", views.grant_role, name="grant_role"),
    path("<reference:reference>/roles/<slug:role>/end/", views.end_role, name="end_role"),
    path("<reference:reference>/end-access/", views.end_access, name="end_access"),
    path("<reference:reference>/restore-access/", views.restore_access, name="restore_access"),
    path("<reference:reference>/second-step/reset/", views.reset_second_step, name="reset_second_step"),
]
