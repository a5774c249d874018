"""Documents of a case, and its way to another school."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.protocol import going_forms as forms
from exclusions.protocol import services
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.enums import Audience, MoveState
from exclusions.protocol.models import CaseFile, CaseMove
from exclusions.protocol.page import year_of
from exclusions.protocol.services.going import seats_of
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.once import act_once
from portal.files.services import serve_file
from schools.links.standing import standing_of

ADD = "protocol.add_file"


@require_http_methods(["GET", "POST"])
def add_file(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Attach a document to a case."""
    shown = CasePage.open(request, reference, ADD)
    form = forms.CaseFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = act_once(
            request,
            form,
            lambda: services.add_file(
                case=shown.case,
                upload=said["file"],
                about=said["about"],
                audience=Audience(said["audience"]),
                by=request.user,
            ),
            said="The document is added.",
            leads_to=reverse("protocol:part", args=[reference, "files"]),
            beside="file",
        )
        if done:
            return done
    return _form(request, shown, form, title="Add a document", button="Add the document", has_file=True)


@require_safe
def file(request: AuthenticatedRequest, reference: str, file: str) -> FileResponse:
    """A document's content."""
    shown = CasePage.open(request, reference)
    kept = _file_of(request, shown, file)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="case.open_file",
        about=[kept.reference, shown.case.reference, shown.case.pupil.reference],
        capacity=standing_of(request.user).capacity(shown.case.school_id),
    )
    return serve_file(kept)


@require_http_methods(["GET", "POST"])
def withdraw_file(request: AuthenticatedRequest, reference: str, file: str) -> HttpResponse:
    """Withdraw a document, with the reason: who added it, or who works the case."""
    shown = CasePage.open(request, reference, ADD)
    kept = _file_of(request, shown, file)
    if not may_withdraw(request.user, kept):
        raise PermissionDenied
    form = forms.WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.withdraw_file(file=kept, because=form.cleaned_data["because"], by=request.user),
            said="The document is withdrawn. Nobody can open it any more.",
            leads_to=reverse("protocol:part", args=[reference, "files"]),
        )
        if done:
            return done
    explains = f"{kept.about}: nobody can open it any more. That it was here, and why it is not, stays."
    return _form(request, shown, form, title="Withdraw a document", button="Withdraw it", explains=explains)


def may_withdraw(user: User, file: CaseFile) -> bool:
    return file.uploaded_by_id == user.pk or user.has_perm("protocol.work_case", file.case)


def _file_of(request: AuthenticatedRequest, shown: CasePage, file: str) -> CaseFile:
    rows = CaseFile.objects.visible_to(request.user).filter(case=shown.case, withdrawn_at=None)
    return get_object_or_404(rows, reference=file)


def _form(request: AuthenticatedRequest, shown: CasePage, form: Any, **words: Any) -> HttpResponse:
    return render(request, "protocol/file_form.html", shown.shell() | {"form": form} | words)


@require_http_methods(["GET", "POST"])
def move(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A request to take a case on: what comes with it, the handover note, and the answer."""
    related = ("case__pupil", "case__stage", "case__lead", "from_school", "to_school", "asked_by")
    people = ("school_by", "lead_by", "ended_by")
    rows = CaseMove.objects.visible_to(request.user).select_related(*related, *people)
    found = get_object_or_404(rows, reference=reference)
    waits = _waits(found)
    seats = seats_of(request.user, found) if waits else frozenset()
    may_take_back = waits and request.user.has_perm("protocol.work_case", found.case)
    answering = forms.AnswerMoveForm(_sent(request, "answer_move")) if seats else None
    taking = forms.TakeBackForm(_sent(request, "take_back"), prefix="back") if may_take_back else None
    if request.method == "POST":
        done = _answered(request, found, answering, taking)
        if done:
            return done
        if not waits:
            messages.warning(request, "This request is over. What you sent has changed nothing.")
        found.refresh_from_db()
    _move_seen(request, found)
    context = {
        "move": found,
        "case": found.case,
        "pupil": found.case.pupil,
        "year": year_of(found.case),
        "answering": answering,
        "taking": taking,
        "seats": seats,
        "may_open": request.user.has_perm("protocol.see_case", found.case),
        "trail": [("Cases", reverse("protocol:list"))],
    }
    return render(request, "protocol/move.html", context)


def _waits(move: CaseMove) -> bool:
    return move.state == MoveState.ASKED and move.case.is_open


def _sent(request: AuthenticatedRequest, name: str) -> Any:
    return request.POST if request.method == "POST" and name in request.POST else None


def _answered(
    request: AuthenticatedRequest, move: CaseMove, answering: Any, taking: Any
) -> HttpResponse | None:
    """Carry out what was sent, once; None where it was refused or is incomplete."""
    page = move.get_absolute_url()
    if taking is not None and taking.is_bound:
        return (taking.is_valid() and act_once(
            request,
            taking,
            lambda: services.take_back_move(
                move=move, because=taking.cleaned_data["because"], by=request.user
            ),
            said="The request is taken back.",
            leads_to=page,
        )) or None  # fmt: skip
    if answering is None and taking is None and _waits(move):
        raise PermissionDenied
    if answering is None or not answering.is_bound or not answering.is_valid():
        return None
    if answering.cleaned_data["answer"] == "accept":
        return act_once(
            request,
            answering,
            lambda: services.accept_move(move=move, by=request.user),
            said="Accepted.",
            leads_to=page,
        )
    because = answering.cleaned_data["because"]
    return act_once(
        request,
        answering,
        lambda: services.reject_move(move=move, because=because, by=request.user),
        said="The other school is told.",
        leads_to=page,
    )


def _move_seen(request: AuthenticatedRequest, move: CaseMove) -> None:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="case.view_move",
        about=[move.reference, move.case.reference, move.case.pupil.reference],
        capacity=standing_of(request.user).capacity(),
    )
