"""Pages for people who work with the young person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exclusions.ownplans import services
from exclusions.ownplans.enums import Holder
from exclusions.ownplans.forms import DropForm, EndForm, FamilyForm, KeyForm, PromiseForm
from exclusions.ownplans.models import OwnPlan, Promise
from exclusions.ownplans.page import promises_of, shown
from exclusions.ownplans.parts import BY_CODE
from exclusions.ownplans.services.keys import MOST_TRIES
from exclusions.ownplans.services.trail import note_down
from exclusions.ownplans.views.writing import Sitting, write_page
from exclusions.protocol.models import Case
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, act_once, once
from portal.core.pdf import pdf_response


def _plan_of(request: HttpRequest, reference: str, permission: str = "ownplans.see_plan") -> OwnPlan:
    """The plan, in scope (else 404) and allowed (else 403)."""
    rows = OwnPlan.objects.visible_to(request.user)
    rows = rows.select_related("pupil", "school", "case", "started_by", "ended_by")
    plan = get_object_or_404(rows.prefetch_related("parts"), reference=reference)
    if not request.user.has_perm(permission, plan):
        raise PermissionDenied
    return plan


def _trail(plan: OwnPlan, user: User) -> list[tuple[str, str]]:
    """By its case, where the reader reads that too: a case that moved is read at its new school."""
    case = plan.case if plan.case and user.has_perm("protocol.see_summary", plan.case) else None
    return [
        *([(case.reference, case.get_absolute_url())] if case else []),
        (plan.reference, plan.get_absolute_url()),
    ]


def _shell(request: AuthenticatedRequest, plan: OwnPlan) -> dict[str, Any]:
    return {"plan": plan, "pupil": plan.pupil, "school": plan.school, "trail": _trail(plan, request.user)}


@require_POST
def start(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Start the plan of a case's young person."""
    case = get_object_or_404(Case.objects.visible_to(request.user), reference=reference)
    if not request.user.has_perm("ownplans.start_plan", case):
        raise PermissionDenied
    try:
        plan = services.start_plan(case=case, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(case)
    # Whoever may start one need not be able to read it: an officer who does not lead the case.
    return redirect(plan if request.user.has_perm("ownplans.see_plan", plan) else case)


@require_safe
def plan(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    plan = _plan_of(request, reference)
    note_down("view", plan, request.user, kind=Kind.VIEW)
    context = {
        "voice": plan.voice(),
        "shown": shown(plan.content()),
        "family_reads": [BY_CODE[code].title for code in plan.family_parts if code in BY_CODE],
        "promises": list(promises_of(plan)),
        "versions": list(plan.versions.defer("content").select_related("written_by")),
        "keys": list(plan.keys.live(timezone.localdate()).select_related("made_by")),
        "most_tries": MOST_TRIES,
        "may_work": plan.is_current and request.user.has_perm("ownplans.work_plan", plan),
        "today": timezone.localdate(),
    }
    return render(request, "ownplans/plan.html", _shell(request, plan) | context)


@require_http_methods(["GET", "POST"])
def part(request: AuthenticatedRequest, reference: str, code: str) -> HttpResponse:
    """Write a part together with the young person."""
    plan = _plan_of(request, reference, "ownplans.work_plan")
    if not plan.is_current:
        return redirect(plan)
    home = plan.get_absolute_url()
    sitting = Sitting(
        plan,
        request.user,
        home,
        lambda c: reverse("ownplans:part", args=[reference, c]),
        _trail(plan, request.user),
    )
    if request.method == "GET":
        note_down("view", plan, request.user, kind=Kind.VIEW, part=code)
    return write_page(request, sitting, code)


@require_safe
def version(request: AuthenticatedRequest, reference: str, number: int) -> HttpResponse:
    """The plan as an earlier sitting left it."""
    plan = _plan_of(request, reference)
    kept = get_object_or_404(plan.versions.select_related("written_by"), number=number)
    note_down("view", plan, request.user, kind=Kind.VIEW, version=number)
    return render(
        request,
        "ownplans/version.html",
        _shell(request, plan) | {"version": kept, "shown": shown(kept.content)},
    )


@require_safe
def printed(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    plan = _plan_of(request, reference)
    note_down("print", plan, request.user, kind=Kind.EXPORT)
    context = {"plan": plan, "shown": shown(plan.content()), "promises": list(promises_of(plan))}
    return pdf_response(request, "ownplans/plan_pdf.html", context, plan.reference)


@require_http_methods(["GET", "POST"])
def give_key(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Open a private link; the address and the code are shown once, on the answer to this form."""
    plan = _plan_of(request, reference, "ownplans.work_plan")
    form = KeyForm(request.POST) if request.method == "POST" else KeyForm.fresh()
    if form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = plan.get_absolute_url()
                given = services.give_key(
                    plan=plan,
                    holder=Holder(form.cleaned_data["holder"]),
                    expires_on=form.cleaned_data["expires_on"],
                    by=request.user,
                )
        except AlreadySubmitted as earlier:
            messages.warning(request, "This link was shown once. End it and give a new one if it was lost.")
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            address = request.build_absolute_uri(reverse("my_plan:open", args=[given.token]))
            return render(
                request, "ownplans/given.html", _shell(request, plan) | {"given": given, "address": address}
            )
    return render(request, "ownplans/give_key.html", _shell(request, plan) | {"form": form})


@require_POST
def end_key(request: AuthenticatedRequest, reference: str, holder: Holder) -> HttpResponse:
    plan = _plan_of(request, reference, "ownplans.work_plan")
    for key in plan.keys.filter(holder=holder, ended_at=None):
        services.end_key(key=key, by=request.user)
    messages.success(request, "The link has ended. It opens nothing any more.")
    return redirect(plan)


@require_http_methods(["GET", "POST"])
def family(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What family may read, as the young person says while the worker sits beside them."""
    plan = _plan_of(request, reference, "ownplans.work_plan")
    form = FamilyForm(request.POST or None, initial={"parts": plan.family_parts})
    if request.method == "POST" and form.is_valid():
        return _carry_out(
            request,
            plan,
            lambda: services.agree_family(plan=plan, parts=form.cleaned_data["parts"], by=request.user),
            "What family may read is written down.",
        )
    return render(
        request,
        "ownplans/family.html",
        _shell(request, plan) | {"form": form, "home": plan.get_absolute_url()},
    )


@require_http_methods(["GET", "POST"])
def promise(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    plan = _plan_of(request, reference, "ownplans.work_plan")
    form = PromiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "owner": request.user, "by": request.user}
        answer = act_once(
            request,
            form,
            lambda: services.promise(plan=plan, **said),
            leads_to=f"{plan.get_absolute_url()}#promises",
        )
        if answer:
            return answer
    return render(request, "ownplans/promise.html", _shell(request, plan) | {"form": form})


@require_safe
def see_promise(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    """Where a promise is read: in the plan, or by whoever reads no more than its case, on the case's page.

    Lists of what is owed link here: some of their readers may not read the plan (decision 47).
    """
    promises = Promise.objects.select_related("plan__case")
    found = get_object_or_404(promises, plan__reference=reference, pk=pk)
    if OwnPlan.objects.visible_to(request.user).filter(pk=found.plan_id).exists():
        return redirect(f"{found.plan.get_absolute_url()}#promises")
    case = found.plan.case
    if case is None or not request.user.has_perm("protocol.see_case", case):
        raise Http404
    return redirect("protocol:part", case.reference, "own_plan")


def _promise_of(plan: OwnPlan, pk: int) -> Promise:
    return get_object_or_404(plan.promises.all(), pk=pk)


@require_POST
def keep_promise(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    plan = _plan_of(request, reference, "ownplans.work_plan")
    found = _promise_of(plan, pk)
    return _carry_out(
        request, plan, lambda: services.keep_promise(promise=found, by=request.user), "The promise is kept."
    )


@require_http_methods(["GET", "POST"])
def drop_promise(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    plan = _plan_of(request, reference, "ownplans.work_plan")
    found = _promise_of(plan, pk)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        return _carry_out(
            request,
            plan,
            lambda: services.drop_promise(promise=found, because=because, by=request.user),
            "It is taken back, and the young person can read why.",
        )
    return render(
        request, "ownplans/drop_promise.html", _shell(request, plan) | {"form": form, "promise": found}
    )


@require_http_methods(["GET", "POST"])
def end(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    plan = _plan_of(request, reference, "ownplans.work_plan")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        return _carry_out(
            request,
            plan,
            lambda: services.end_plan(plan=plan, because=because, by=request.user),
            "The plan has ended. What was written stays.",
        )
    return render(request, "ownplans/end.html", _shell(request, plan) | {"form": form})


def _carry_out(request: HttpRequest, plan: OwnPlan, act: Any, done: str) -> HttpResponse:
    """Do it and go back to the plan, with what happened or why it was refused."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(plan)
