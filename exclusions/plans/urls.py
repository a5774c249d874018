from django.urls import path

from exclusions.plans.views import actions, filing, plan

app_name = "plans"
urlpatterns = [
    path("actions/<reference:reference>/", actions.action, name="action"),
    path("actions/<reference:reference>/change/", actions.change, name="change_action"),
    path("actions/<reference:reference>/owner/", actions.give, name="give_action"),
    path("documents/<reference:reference>/", filing.document, name="document"),
    path("documents/<reference:reference>/take-out/", filing.take_out, name="take_out"),
    path("<reference:reference>/documents/", filing.add, name="add_document"),
    path("<reference:reference>/", plan.plan, name="plan"),
    path("<reference:reference>/words/", plan.write, name="write"),
    path("<reference:reference>/actions/", plan.agree, name="agree_action"),
    path("<reference:reference>/learning/", plan.provision, name="add_provision"),
    path("<reference:reference>/learning/<int:key>/", plan.provision, name="change_provision"),
    path("<reference:reference>/agreement/", plan.sign, name="sign"),
    path("<reference:reference>/versions/<int:number>/", plan.version, name="version"),
    path("<reference:reference>/pdf/", plan.pdf, name="pdf"),
    path("<reference:reference>/summary/", plan.summary, name="summary"),
]
