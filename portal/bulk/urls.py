from django.urls import path, re_path

from portal.bulk import views

app_name = "bulk"
urlpatterns = [
    path("", views.imports, name="list"),
    path("new/<slug:kind>/", views.start, name="start"),
    re_path(r"^new/(?P<kind>[-\w]+)/template\.(?P<ending>csv|xlsx)$", views.template, name="template"),
    path("<reference:reference>/", views.show, name="import"),
    path("<reference:reference>/rejected.csv", views.rejected, name="rejected"),
    path("<reference:reference>/apply/", views.apply, name="apply"),
    path("<reference:reference>/undo/", views.undo, name="undo"),
    path("<reference:reference>/discard/", views.discard, name="discard"),
]
