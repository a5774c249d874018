"""The register, one record, what was just recorded, and the printed history of a pupil."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.suspensions import page, printing, services
from exclusions.suspensions.enums import State
from exclusions.suspensions.listing import SuspensionFilter, SuspensionTable
from exclusions.suspensions.models import Duty, Suspension, SuspensionQuerySet
from exclusions.suspensions.totals import tally_of
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.forms import PurposeForm
from portal.core.pdf import pdf_response
from portal.core.subjects import panels_for
from schools.links.standing import standing_of
from schools.pupils.models import Pupil


class SuspensionList(RecordListing):
    table_class, filterset_class = SuspensionTable, SuspensionFilter
    title, noun, audit_noun = "Suspensions and permanent exclusions", "record", "suspension"
    saved_as = "Suspensions and permanent exclusions"
    template_name = "suspensions/list.html"
    definition = (
        "A row is one decision to suspend or permanently exclude. Sessions are half school days; a lunchtime "
        "suspension counts as one. Live records of the portal, not the published figures."
    )
    empty_text = "No suspension or permanent exclusion matches these filters."
    empty_next_text = "See all that stand"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("suspensions.see_suspensions"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_record = self.request.user.has_perm("suspensions.record_suspension")
        return super().get_context_data(**kwargs, may_record=may_record)

    def get_queryset(self) -> SuspensionQuerySet:
        rows = Suspension.objects.visible_to(self.request.user).for_list()
        return rows.order_by("-starts_on", "-pk")

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def suspension_of(request: HttpRequest, reference: str, permission: str) -> Suspension:
    """The record, in scope (else 404) and allowed (else 403)."""
    rows = Suspension.objects.visible_to(request.user).select_related("pupil", "school", "recorded_by")
    suspension = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm(permission, suspension):
        raise PermissionDenied
    return suspension


def shell(request: AuthenticatedRequest, suspension: Suspension) -> dict[str, Any]:
    """What every page of a record shows above its own content."""
    pupil = suspension.pupil
    return {
        "suspension": suspension,
        "pupil": pupil,
        "school": suspension.school,
        "year": page.YEARS.get(suspension.year_group, ""),
        "may_open_pupil": Pupil.objects.openable_by(request.user).filter(pk=pupil.child_id).exists(),
        "trail": [
            ("Suspensions", reverse("suspensions:list")),
            (suspension.reference, suspension.get_absolute_url()),
        ],
    }


def _seen(request: AuthenticatedRequest, suspension: Suspension) -> None:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="suspension.view",
        about=[suspension.reference, suspension.pupil.reference],
        capacity=standing_of(request.user).capacity(suspension.school_id),
    )


@require_safe
def detail(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    suspension = suspension_of(request, reference, "suspensions.see_suspension")
    _seen(request, suspension)
    ways, apart = page.next_steps(suspension)
    may_record = request.user.has_perm("suspensions.correct_suspension", suspension)
    context = shell(request, suspension) | {
        "facts": page.facts(suspension, request.user),
        "tally": tally_of(suspension) if suspension.served else None,
        "history": page.history(suspension),
        "panels": panels_for(request, "suspension", suspension),
        "may_record": may_record,
        "may_correct": may_record and suspension.state != State.VOID,
        "ways": ways if may_record else [],
        "apart": apart if may_record else [],
        "last_step": services.last_step(suspension) if may_record else None,
    }
    return render(request, "suspensions/detail.html", context)


@require_safe
def recorded(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What was just recorded, what it adds up to, and what must happen next and by when."""
    suspension = suspension_of(request, reference, "suspensions.correct_suspension")
    _seen(request, suspension)
    today = timezone.localdate()
    duties = Duty.objects.standing().filter(suspension=suspension).order_by("by", "pk")
    context = shell(request, suspension) | {
        "tally": tally_of(suspension) if suspension.served else None,
        "duties": [(duty, duty.is_late(today)) for duty in duties],
    }
    return render(request, "suspensions/recorded.html", context)


@require_http_methods(["GET", "POST"])
def print_history(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A pupil's suspensions and permanent exclusions as a PDF, once it is said what for."""
    pupil = get_object_or_404(Pupil, reference=reference)
    rows = printing.records_of(pupil, request.user)
    if not rows:
        # Whoever sees none of them is not told whether there is such a pupil.
        get_object_or_404(Pupil.objects.openable_by(request.user), pk=pupil.child_id)
        if not request.user.has_perm("suspensions.see_suspensions"):
            raise PermissionDenied
    form = PurposeForm(request.POST or None)
    context: dict[str, Any] = {"pupil": pupil, "form": form, "records": rows}
    if request.method == "GET" or not form.is_valid():
        return render(request, "suspensions/print.html", context)
    record(
        by=request.user,
        kind=Kind.EXPORT,
        verb="suspension.print",
        about=[pupil.reference, *(suspension.reference for suspension in rows)],
        capacity=standing_of(request.user).capacity(),
        reason=form.cleaned_data["purpose"],
    )
    context |= printing.content(rows, request.user) | {"purpose": form.cleaned_data["purpose"]}
    return pdf_response(request, "suspensions/history_pdf.html", context, f"{pupil.reference}-suspensions")
