from django.urls import path

from exclusions.protocol.commitment import views as commitment
from exclusions.protocol.views import mapping, moving, showing

app_name = "protocol"
urlpatterns = [
    path("", showing.CaseList.as_view(), name="list"),
    path("protocol/", mapping.protocol_map, name="map"),
    path("commitments/", commitment.Commitments.as_view(), name="commitments"),
    path("commitments/text/<int:number>/", commitment.charter, name="charter"),
    path("commitments/schools/<int:urn>/sign/", commitment.sign, name="sign"),
    path("commitments/schools/<int:urn>/withdraw/", commitment.withdraw, name="withdraw"),
    path("<reference:reference>/", showing.case, name="case"),
    path("<reference:reference>/record/", moving.record, name="record"),
    path("<reference:reference>/close/", moving.close, name="close"),
    path("<reference:reference>/lead/", moving.lead, name="lead"),
    path("<reference:reference>/head-considering/", moving.head_considering, name="head_considering"),
    # What rooms above show; last, so that no tab hides an address of this room.
    path("<reference:reference>/<slug:name>/", showing.part, name="part"),
]
