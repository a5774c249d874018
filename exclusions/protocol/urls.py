from django.urls import path

from exclusions.protocol import views

app_name = "protocol"
urlpatterns = [
    path("", views.CaseList.as_view(), name="list"),
    path("protocol/", views.protocol_map, name="map"),
    path("<reference:reference>/", views.case, name="case"),
    path("<reference:reference>/record/", views.record, name="record"),
    path("<reference:reference>/close/", views.close, name="close"),
    path("<reference:reference>/lead/", views.lead, name="lead"),
    path("<reference:reference>/head-considering/", views.head_considering, name="head_considering"),
]
