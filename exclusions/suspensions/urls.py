from django.urls import path

from exclusions.suspensions.census import urls as census
from exclusions.suspensions.desk import urls as desk
from exclusions.suspensions.duties import urls as duties
from exclusions.suspensions.letters import urls as letters
from exclusions.suspensions.views import drafts, register, steps

app_name = "suspensions"
urlpatterns = [
    path("", register.SuspensionList.as_view(), name="list"),
    # Recording one
    path("new/", drafts.start, name="start"),
    path("drafts/<reference:reference>/", drafts.draft, name="draft"),
    path("drafts/<reference:reference>/save/", drafts.save_draft, name="save_draft"),
    path("drafts/<reference:reference>/totals/", drafts.totals, name="totals"),
    path("drafts/<reference:reference>/check/", drafts.check, name="check"),
    path("drafts/<reference:reference>/record/", drafts.record_draft, name="record"),
    path("drafts/<reference:reference>/discard/", drafts.discard, name="discard"),
    # A pupil's
    path("pupils/<reference:reference>/print/", register.print_history, name="print_history"),
    *census.urlpatterns,
    *desk.urlpatterns,
    *duties.urlpatterns,
    *letters.urlpatterns,
    # One record
    path("<reference:reference>/", register.detail, name="detail"),
    path("<reference:reference>/recorded/", register.recorded, name="recorded"),
    path("<reference:reference>/correct/", steps.correct, name="correct"),
    path("<reference:reference>/steps/<slug:verb>/", steps.step, name="step"),
    path("<reference:reference>/take-back/", steps.take_back, name="take_back"),
]
