from django.urls import path

from exclusions.protocol.authoring import views as authoring
from exclusions.protocol.commitment import views as commitment
from exclusions.protocol.views import acting, alerting, going, mapping, moving, showing
from exclusions.protocol.work import views as work

app_name = "protocol"
urlpatterns = [
    path("", showing.CaseList.as_view(), name="list"),
    path("work/", work.WorkList.as_view(), name="work"),
    path("work/remind/", work.remind_people, name="remind"),
    path("by/<slug:name>/", work.Counts.as_view(), name="counts"),
    path("moves/<reference:reference>/", going.move, name="move"),
    path("late/", showing.LateCases.as_view(), name="late"),
    path("alert/<reference:reference>/<int:urn>/", alerting.alert, name="alert"),
    path("protocol/", mapping.protocol_map, name="map"),
    path("protocol/versions/", authoring.versions, name="versions"),
    path("protocol/versions/<int:number>/", mapping.protocol_map, name="version"),
    path("protocol/drafts/<reference:reference>/", authoring.draft, name="draft"),
    path("protocol/drafts/<reference:reference>/settings/", authoring.settings, name="draft_settings"),
    path("protocol/drafts/<reference:reference>/changes/", authoring.changes, name="draft_changes"),
    path("protocol/drafts/<reference:reference>/whole/", authoring.whole, name="draft_whole"),
    path("protocol/drafts/<reference:reference>/publish/", authoring.publish, name="publish"),
    path("protocol/drafts/<reference:reference>/discard/", authoring.discard, name="discard"),
    path("protocol/drafts/<reference:reference>/forms/<slug:code>/", authoring.preview, name="preview"),
    path("protocol/drafts/<reference:reference>/<slug:part>/<int:place>/", authoring.item, name="draft_item"),
    path(
        "protocol/drafts/<reference:reference>/<slug:part>/<int:place>/<slug:verb>/",
        authoring.arrange,
        name="draft_arrange",
    ),
    path("commitments/", commitment.Commitments.as_view(), name="commitments"),
    path("commitments/text/<int:number>/", commitment.charter, name="charter"),
    path("commitments/schools/<int:urn>/sign/", commitment.sign, name="sign"),
    path("commitments/schools/<int:urn>/withdraw/", commitment.withdraw, name="withdraw"),
    path("<reference:reference>/", showing.case, name="case"),
    path("<reference:reference>/record/", moving.record, name="record"),
    path("<reference:reference>/close/", moving.close, name="close"),
    path("<reference:reference>/lead/", moving.lead, name="lead"),
    path("<reference:reference>/head-considering/", moving.head_considering, name="head_considering"),
    path("<reference:reference>/do/<slug:name>/", acting.act, name="act"),
    path("<reference:reference>/records/<int:number>/correct/", acting.correct, name="correct"),
    path("<reference:reference>/team/<int:pk>/end/", acting.end_member, name="end_member"),
    path("<reference:reference>/links/<int:pk>/end/", acting.unlink, name="unlink"),
    path("<reference:reference>/files/add/", going.add_file, name="add_file"),
    path("<reference:reference>/files/<reference:file>/", going.file, name="file"),
    path("<reference:reference>/files/<reference:file>/withdraw/", going.withdraw_file, name="withdraw_file"),
    # What rooms above show; last, so that no tab hides an address of this room.
    path("<reference:reference>/<slug:name>/", showing.part, name="part"),
]
