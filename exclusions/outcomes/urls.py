from django.urls import path

from exclusions.outcomes.views import debriefing, deciding, evidence, packing

app_name = "outcomes"
urlpatterns = [
    path("of/<reference:reference>/", deciding.outcome, name="outcome"),
    path("of/<reference:reference>/decide/", deciding.decide, name="decide"),
    path("of/<reference:reference>/checks/<slug:kind>/", deciding.check, name="check"),
    path("of/<reference:reference>/debrief/", debriefing.debrief, name="debrief"),
    path("themes/", debriefing.themes, name="themes"),
    path("themes/<slug:code>/retire/", debriefing.retire_theme, name="retire_theme"),
    path("of/<reference:reference>/evidence/", evidence.evidence, name="evidence"),
    path("of/<reference:reference>/evidence/<slug:code>/", evidence.answer, name="answer"),
    path("of/<reference:reference>/pack/", packing.pack, name="pack"),
    path("evidence/<reference:reference>/", evidence.document, name="document"),
    path("evidence/<reference:reference>/take-out/", evidence.take_out, name="take_out"),
]
