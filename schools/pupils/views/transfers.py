"""Safeguarding files on their way: the list, one with its receipt, and what either school says."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.forms import PortalForm
from portal.core.pdf import pdf_response
from schools.links.standing import standing_of
from schools.pupils import services
from schools.pupils.forms.editing import RefuseForm, SendForm
from schools.pupils.holdings import held
from schools.pupils.models import SafeguardingTransfer
from schools.pupils.workflow import TRANSFER

MOST = 50
VERBS: dict[str, Callable[..., SafeguardingTransfer]] = {
    "send": services.send_file,
    "receive": services.receive_file,
    "refuse": services.refuse_file,
}
FORMS: dict[str, type[PortalForm]] = {"send": SendForm, "refuse": RefuseForm}


@require_safe
def transfers(request: AuthenticatedRequest) -> HttpResponse:
    if not request.user.has_perm("pupils.see_transfers"):
        raise PermissionDenied
    rows = SafeguardingTransfer.objects.visible_to(request.user)
    rows = rows.select_related("pupil", "from_school", "to_school")
    under_way = list(rows.under_way()[:MOST])
    done = list(rows.exclude(received_at=None).order_by("-received_at", "-pk")[:MOST])
    return render(request, "pupils/transfers.html", {"under_way": under_way, "done": done, "most": MOST})


def _of(request: AuthenticatedRequest, reference: str) -> SafeguardingTransfer:
    rows = SafeguardingTransfer.objects.visible_to(request.user).select_related(
        "pupil", "from_school", "to_school", "sent_by", "received_by", "refused_by"
    )
    return get_object_or_404(rows, reference=reference)


def _note(request: AuthenticatedRequest, transfer: SafeguardingTransfer, kind: Kind, verb: str) -> None:
    record(
        by=request.user,
        kind=kind,
        verb=f"transfer.{verb}",
        about=[transfer.reference, transfer.pupil.reference],
        capacity=standing_of(request.user).capacity(),
    )


def _context(
    request: AuthenticatedRequest, transfer: SafeguardingTransfer, bound: dict[str, PortalForm]
) -> dict[str, Any]:
    verbs = [
        move.verb
        for move in TRANSFER.verbs_from(transfer.state)
        if request.user.has_perm(f"pupils.{move.verb}_transfer", transfer)
    ]
    return {
        "transfer": transfer,
        "verbs": verbs,
        "forms": {verb: bound.get(verb) or FORMS[verb]() for verb in verbs if verb in FORMS},
        "failed": next(iter(bound.values()), None),
        "holds": transfer.holds or held(transfer.pupil, transfer.from_school),
        "trail": [("Pupils", reverse("pupils:find")), ("Safeguarding files", reverse("pupils:transfers"))],
    }


@require_safe
def transfer(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = _of(request, reference)
    _note(request, found, Kind.VIEW, "view")
    return render(request, "pupils/transfer.html", _context(request, found, {}))


@require_POST
def move(request: AuthenticatedRequest, reference: str, verb: str) -> HttpResponse:
    """Send, receive or refuse: by whoever may at the side whose word it is."""
    found = _of(request, reference)
    if verb not in VERBS or not request.user.has_perm(f"pupils.{verb}_transfer", found):
        raise PermissionDenied
    form = FORMS[verb](request.POST) if verb in FORMS else None
    if form is not None and not form.is_valid():
        return render(request, "pupils/transfer.html", _context(request, found, {verb: form}))
    said = form.cleaned_data if form else {}
    try:
        VERBS[verb](transfer=found, by=request.user, **said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Saved. The other school is told.")
    return redirect(found)


@require_safe
def receipt(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The receipt as a PDF: who sent what when, and who confirmed."""
    found = _of(request, reference)
    _note(request, found, Kind.EXPORT, "print")
    context = {"transfer": found, "holds": found.holds or held(found.pupil, found.from_school)}
    return pdf_response(request, "pupils/receipt_pdf.html", context, f"{found.reference}-receipt")
