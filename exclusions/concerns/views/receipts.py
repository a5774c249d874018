"""What the author of a concern always keeps: its reference, its date, its status. Never what it says.

Receipts stay when the author has left the school, so no power at the school is asked for.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from exclusions.concerns.audience import link_workers_at
from exclusions.concerns.enums import State
from exclusions.concerns.listing import COLOURS
from exclusions.concerns.models import Concern, Triage
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from schools.links.standing import standing_of

MOST_RECEIPTS = 100


def _receipt_of(request: AuthenticatedRequest, reference: str) -> Concern:
    rows = Concern.objects.receipts_of(request.user).select_related("school")
    concern = get_object_or_404(rows, reference=reference)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="concern.receipt",
        about=[concern.reference],
        capacity=standing_of(request.user).capacity(concern.school_id),
    )
    return concern


@require_safe
def sent(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    concern = _receipt_of(request, reference)
    context = {
        "concern": concern,
        "link_workers": link_workers_at(concern.school_id),
        "may_read": request.user.has_perm("concerns.see_concern", concern),
    }
    return render(request, "concerns/sent.html", context)


def _feedback(concern: Concern) -> list[tuple[str, datetime]]:
    """That it was looked at and that it was decided, never what was written."""
    decided = Triage.objects.filter(concern=concern).values_list("decided_at", flat=True).first()
    moments = [("It was looked at on", concern.acknowledged_at), ("It was decided on", decided)]
    return [(words, moment) for words, moment in moments if moment]


@require_safe
def receipt(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    concern = _receipt_of(request, reference)
    context = {
        "concern": concern,
        "feedback": _feedback(concern),
        "colour": COLOURS[State(concern.state)],
        "may_read": request.user.has_perm("concerns.see_concern", concern),
    }
    return render(request, "concerns/receipt.html", context)


@require_safe
def receipts(request: AuthenticatedRequest) -> HttpResponse:
    rows = Concern.objects.receipts_of(request.user).select_related("school")
    concerns = list(rows.order_by("-raised_at", "-pk")[:MOST_RECEIPTS])
    may_raise = request.user.has_perm("concerns.raise_concern")
    if not concerns and not may_raise:
        raise PermissionDenied
    rows_shown = [(concern, COLOURS[State(concern.state)]) for concern in concerns]
    context = {"receipts": rows_shown, "may_raise": may_raise, "most": MOST_RECEIPTS}
    return render(request, "concerns/receipts.html", context)
