"""The alerts of one's schools, and one of them with its reasons."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.risk import services
from exclusions.risk.alerting import RULES
from exclusions.risk.enums import AlertState
from exclusions.risk.forms import SettleForm
from exclusions.risk.listing import ALERT_COLOURS, AlertFilter, AlertTable
from exclusions.risk.models import Alert, AlertQuerySet
from exclusions.risk.reading import tell
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.subjects import panels_for
from schools.links.standing import standing_of


class AlertList(RecordListing):
    table_class, filterset_class = AlertTable, AlertFilter
    title, noun, audit_noun = "Alerts of the rules", "alert", "alert"
    saved_as = "Alerts of the rules"
    template_name = "risk/alerts.html"
    empty_text = "No rule asks you to look at anybody."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("risk.see_risk"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> AlertQuerySet:
        return Alert.objects.visible_to(self.request.user).select_related("pupil", "school")

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


@require_http_methods(["GET", "POST"])
def alert(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Why it was raised, by which version of which rule, and what became of it."""
    rows = Alert.objects.visible_to(request.user).select_related("pupil", "school", "settled_by")
    found = get_object_or_404(rows, reference=reference)
    may_settle = request.user.has_perm("risk.judge_risk", found)
    if request.method == "POST" and not may_settle:
        raise PermissionDenied
    form = SettleForm(request.POST) if request.method == "POST" else SettleForm()
    if form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = found.get_absolute_url()
                services.settle_alert(alert=found, by=request.user, **form.cleaned_data)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            found = get_object_or_404(rows.all(), reference=reference)
        else:
            messages.success(request, f"{found.reference} is settled.")
            return redirect(found)
    return render(request, "risk/alert.html", _context(request, found, form if may_settle else None))


def _context(request: AuthenticatedRequest, alert: Alert, form: SettleForm | None) -> dict[str, Any]:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="alert.view",
        about=[alert.reference, alert.pupil.reference],
        capacity=standing_of(request.user).capacity(alert.school_id),
    )
    (told,) = tell(request.user, [alert])
    return {
        "alert": alert,
        "rule": RULES.get(alert.rule),
        "version": told.version,
        "colour": ALERT_COLOURS[AlertState(alert.state)],
        "reasons": told.reasons,
        "concerns": told.concerns,
        "form": form,
        "panels": panels_for(request, "alert", alert),
        "may_raise": request.user.has_perm("concerns.raise_concern", alert),
        "trail": [("Risk", reverse("risk:register")), ("Alerts of the rules", reverse("risk:alerts"))],
    }
