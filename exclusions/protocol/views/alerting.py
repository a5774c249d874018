"""Opening a case without a concern: the school, or somebody who works its cases, alerts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from exclusions.protocol import services
from exclusions.protocol.enums import StageKind
from exclusions.protocol.forms import AlertForm
from exclusions.protocol.models import Case, ProtocolVersion, Stage
from exclusions.risk.models import Alert
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.pupils.models import YEAR_GROUPS, Enrolment, Pupil


def _alert_stage() -> Stage:
    version = ProtocolVersion.objects.newest()
    stage = version and version.stages.filter(kind=StageKind.ALERT).select_related("version").first()
    if not stage:
        raise Http404
    return stage


@require_http_methods(["GET", "POST"])
def alert(request: AuthenticatedRequest, reference: str, urn: int) -> HttpResponse:
    """Ask for No Need to Exclude help for a pupil on a school's roll; what a rule found may begin it."""
    pupil = get_object_or_404(Pupil.objects.openable_by(request.user), reference=reference)
    here = Enrolment.objects.active(timezone.localdate()).filter(pupil__in=pupil.records)
    enrolment = get_object_or_404(here.select_related("school"), school__urn=min(urn, 999_999_999))
    if not request.user.has_perm("protocol.alert_case", enrolment):
        raise PermissionDenied
    found = Alert.objects.visible_to(request.user).open()
    because = found.filter(reference=request.GET.get("because", "")[:20], pupil__in=pupil.records).first()
    form = AlertForm(request.POST or None, stage=_alert_stage())
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                case = services.alert_case(
                    pupil=pupil, school=enrolment.school, alert=because, by=request.user, **form.said()
                )
                submission.leads_to = case.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.reference} is open. The link social worker decides next.")
            return redirect(case)
    context = {
        "form": form,
        "pupil": pupil,
        "school": enrolment.school,
        "year": dict(YEAR_GROUPS).get(enrolment.year_group, ""),
        "because": because,
        "open_case": Case.objects.visible_to(request.user).open().filter(pupil__in=pupil.records).first(),
        "trail": [(f"Pupil {pupil.reference}", pupil.get_absolute_url())],
    }
    return render(request, "protocol/alert.html", context)
