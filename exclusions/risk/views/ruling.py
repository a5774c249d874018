"""The rules that raise alerts, as the authority has set them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.risk import services
from exclusions.risk.alerting import RULES
from exclusions.risk.forms import RuleForm
from exclusions.risk.models import RuleVersion
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused


@require_safe
@permission_required("risk.set_rules", raise_exception=True)
def rules(request: AuthenticatedRequest) -> HttpResponse:
    versions = {version.rule: version for version in RuleVersion.objects.newest().select_related("set_by")}
    return render(
        request,
        "risk/rules.html",
        {"rules": [(rule, versions[c]) for c, rule in RULES.items() if c in versions]},
    )


@require_http_methods(["GET", "POST"])
@permission_required("risk.set_rules", raise_exception=True)
def rule(request: AuthenticatedRequest, code: str) -> HttpResponse:
    versions = list(RuleVersion.objects.filter(rule=code).select_related("set_by"))
    if code not in RULES or not versions:
        raise Http404
    form = RuleForm(request.POST) if request.method == "POST" else RuleForm.showing(versions[0])
    if form.is_bound and form.is_valid():
        try:
            services.set_rule(rule=code, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{RULES[code].label}” is set. The next look follows it.")
            return redirect("risk:rules")
    trail = [("Alert rules", reverse("risk:rules"))]
    context = {"rule": RULES[code], "form": form, "versions": versions, "trail": trail}
    return render(request, "risk/rule.html", context)
