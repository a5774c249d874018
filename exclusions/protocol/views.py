"""Pages of cases: the list, a case, recording its stage, closing it, and the protocol itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from exclusions.protocol import page, services
from exclusions.protocol.forms import CloseForm, LeadForm, RecordForm
from exclusions.protocol.listing import LAST_STAGE, CaseFilter, CaseTable, due_first
from exclusions.protocol.models import Case, CaseQuerySet, ProtocolVersion, Stage
from exclusions.protocol.records import fields_of
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record as write_down
from portal.core.errors import Refused, WrongState
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of
from schools.pupils.models import Pupil


class CaseList(RecordListing):
    table_class, filterset_class = CaseTable, CaseFilter
    title, noun, audit_noun = "Cases", "case", "case"
    template_name = "protocol/list.html"
    empty_text = "No case matches these filters. A case opens when a concern is triaged."
    empty_next_text = "See every open case"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("protocol.see_cases"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_see = self.request.user.has_perm("protocol.see_commitments")
        return super().get_context_data(**kwargs, may_see_commitments=may_see)

    def get_queryset(self) -> CaseQuerySet:
        return due_first(Case.objects.visible_to(self.request.user).for_list())

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def _case_of(request: HttpRequest, reference: str, permission: str) -> Case:
    """The case, in scope (else 404) and allowed (else 403)."""
    cases = Case.objects.visible_to(request.user).select_related(
        "pupil", "school", "concern", "stage__version", "version", "lead", "opened_by", "outcome"
    )
    case = get_object_or_404(cases, reference=reference)
    if not request.user.has_perm(permission, case):
        raise PermissionDenied
    return case


def _shell(case: Case) -> dict[str, Any]:
    """What every page of a case shows above its own content."""
    return {
        "case": case,
        "pupil": case.pupil,
        "school": case.school,
        "year": page.year_of(case),
        "last_stage": LAST_STAGE,
        "trail": [("Cases", reverse("protocol:list")), (case.reference, case.get_absolute_url())],
    }


@require_safe
def case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    case = _case_of(request, reference, "protocol.see_case")
    records = list(case.stage_records.select_related("stage", "completed_by").order_by("number"))
    write_down(
        by=request.user,
        kind=Kind.VIEW,
        verb="case.view",
        about=[case.reference, case.pupil.reference],
        capacity=standing_of(request.user).capacity(case.school_id),
    )
    context = _shell(case) | page.concerns_part(case, request.user)
    context |= {
        "lines": page.stage_lines(case, records),
        "recorded": page.recorded(case, records),
        "voice": page.voice(records),
        "due_words": page.due_words(case),
        "is_overdue": bool(case.due_on and case.due_on < timezone.localdate()),
        "may_open_pupil": Pupil.objects.openable_by(request.user).filter(pk=case.pupil.child_id).exists(),
        "may_work": case.is_open and request.user.has_perm("protocol.work_case", case),
    }
    return render(request, "protocol/case.html", context)


def record(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Record the stage a case is in and say where it goes."""
    case = _case_of(request, reference, "protocol.work_case")
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
                    seen_revision=_seen_revision(request),
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
    context = _shell(case) | {"form": form, "stage": stage, "has_moved": has_moved}
    return render(request, "protocol/record.html", context)


def _stage_being_recorded(request: HttpRequest, case: Case) -> Stage | None:
    """The stage whose form was sent, which somebody may have finished since; else the current one."""
    sent = case.version.stages.filter(code=request.POST.get("stage", "")[:30]).first()
    return sent or (case.stage if case.is_open else None)


def _seen_revision(request: HttpRequest) -> int:
    typed = request.POST.get("seen_revision", "")[:9]
    return int(typed) if typed.isdecimal() and typed.isascii() else 0


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
    case = _case_of(request, reference, "protocol.work_case")
    if not case.is_open and request.method != "POST":
        return _is_closed(request, case)
    form = CloseForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_case(
                case=case,
                outcome_code=form.cleaned_data["outcome"],
                note=form.cleaned_data["note"],
                by=request.user,
                seen_revision=_seen_revision(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.reference} is closed.")
            return redirect(case)
    return render(request, "protocol/close.html", _shell(case) | {"form": form})


def lead(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say who leads a case."""
    case = _case_of(request, reference, "protocol.work_case")
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
    return render(request, "protocol/lead.html", _shell(case) | {"form": form})


@require_POST
def head_considering(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Note that the head is considering permanent exclusion: the meeting is then due sooner."""
    case = _case_of(request, reference, "protocol.work_case")
    try:
        services.mark_head_considering(case=case, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Noted: the head is considering permanent exclusion.")
    return redirect(case)


@require_safe
def protocol_map(request: AuthenticatedRequest) -> HttpResponse:
    """The protocol as the data has it: stages, owners, days, what is recorded, what may follow."""
    if not request.user.has_perm("protocol.see_cases"):
        raise PermissionDenied
    published = ProtocolVersion.objects.exclude(published_at=None)
    version = published.prefetch_related("stages__version", "outcomes").order_by("-number").first()
    if version is None:
        raise Http404
    names = {stage.code: stage.name for stage in version.stages.all()} | {"closed": "The case closes"}
    stages = [
        (stage, [names.get(code, code) for code in stage.leads_to], fields_of(stage))
        for stage in version.stages.all()
    ]
    return render(request, "protocol/map.html", {"version": version, "stages": stages})
