"""Moving a case on: recording its stage, closing it, who leads it, what shortens its way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from exclusions.protocol import services
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.forms import CloseForm, LeadForm, RecordForm
from exclusions.protocol.models import Case, Stage
from exclusions.protocol.workplaces import outcome_given
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused, WrongState
from portal.core.once import AlreadySubmitted, once
from portal.core.posted import number_in

WORK = "protocol.work_case"


def record(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Record the stage a case is in and say where it goes."""
    shown = CasePage.open(request, reference, WORK)
    case = shown.case
    stage = _stage_being_recorded(request, case)
    if stage is None:
        return _is_closed(request, case)
    form = RecordForm(request.POST or None, case=case, stage=stage)
    has_moved = False
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                case = services.complete_stage(
                    case=case,
                    recorded=form.recorded(),
                    next_stage=form.cleaned_data["next_stage"],
                    by=request.user,
                    seen_revision=seen_revision(request),
                )
                submission.leads_to = case.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            has_moved = isinstance(refusal, WrongState)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _what_happened(case, stage))
            return redirect(case)
    context = shown.shell() | {"form": form, "stage": stage, "has_moved": has_moved}
    return render(request, "protocol/record.html", context)


def _stage_being_recorded(request: HttpRequest, case: Case) -> Stage | None:
    """The stage whose form was sent, which somebody may have finished since; else the current one."""
    sent = case.version.stages.filter(code=request.POST.get("stage", "")[:30]).first()
    return sent or (case.stage if case.is_open else None)


def seen_revision(request: HttpRequest) -> int:
    """The revision that stood on the page; 0, which is none, for anything else."""
    return number_in(request.POST, "seen_revision")


def _what_happened(case: Case, stage: Stage) -> str:
    done = f"The {stage.noun} is recorded."
    if not case.is_open:
        return f"{done} {case.reference} is closed."
    return f"{done} Next: {case.stage.name}."


def _is_closed(request: HttpRequest, case: Case) -> HttpResponse:
    messages.warning(request, f"{case.reference} is closed. Nothing more can be recorded in it.")
    return redirect(case)


def close(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Close a case: early with a reason, or from a stage that may close."""
    shown = CasePage.open(request, reference, WORK)
    case = shown.case
    if not case.is_open and request.method != "POST":
        return _is_closed(request, case)
    form = CloseForm(request.POST or None, case=case, initial={"outcome": outcome_given(case)})
    if request.method == "POST" and form.is_valid():
        try:
            services.close_case(
                case=case,
                outcome_code=form.cleaned_data["outcome"],
                note=form.cleaned_data["note"],
                by=request.user,
                seen_revision=seen_revision(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.reference} is closed.")
            return redirect(case)
    return render(request, "protocol/close.html", shown.shell() | {"form": form})


def lead(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say who leads a case."""
    shown = CasePage.open(request, reference, WORK)
    case = shown.case
    if not case.is_open and request.method != "POST":
        return _is_closed(request, case)
    initial = {"lead": case.lead.reference if case.lead else ""}
    form = LeadForm(request.POST or None, case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_lead(case=case, lead=form.person(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{form.person()} leads {case.reference}.")
            return redirect(case)
    return render(request, "protocol/lead.html", shown.shell() | {"form": form})


@require_POST
def head_considering(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Note that the head is considering permanent exclusion: the meeting is then due sooner."""
    shown = CasePage.open(request, reference, WORK)
    case = shown.case
    try:
        services.mark_head_considering(case=case, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Noted: the head is considering permanent exclusion.")
    return redirect(case)
