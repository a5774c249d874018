from django.urls import path

from exclusions.protocol import views
from exclusions.protocol.commitment import views as commitment

app_name = "protocol"
urlpatterns = [
    path("", views.CaseList.as_view(), name="list"),
    path("protocol/", views.protocol_map, name="map"),
    path("commitments/", commitment.Commitments.as_view(), name="commitments"),
    path("commitments/text/<int:number>/", commitment.charter, name="charter"),
    path("commitments/schools/<int:urn>/sign/", commitment.sign, name="sign"),
    path("commitments/schools/<int:urn>/withdraw/", commitment.withdraw, name="withdraw"),
    path("<reference:reference>/", views.case, name="case"),
    path("<reference:reference>/record/", views.record, name="record"),
    path("<reference:reference>/close/", views.close, name="close"),
    path("<reference:reference>/lead/", views.lead, name="lead"),
    path("<reference:reference>/head-considering/", views.head_considering, name="head_considering"),
]
