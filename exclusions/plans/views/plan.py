"""The plan of a case: its page, its words, learning elsewhere, agreement, versions, PDF."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.plans import forms, page, services
from exclusions.plans.models import Action, PlanVersion, Provision
from exclusions.plans.services.versions import TEXTS
from exclusions.plans.views.finding import number_of, shell
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.models import Case
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.pdf import pdf_response
from portal.core.subjects import panels_for


def _content(case: Case) -> dict[str, Any]:
    """The plan as page and PDF show it."""
    plan = page.plan_of(case)
    actions = page.with_owners(Action.objects.filter(case=case))
    return {
        "plan": plan,
        "lines": page.action_lines(actions, case.school_id, timezone.localdate()),
        "provision": list(plan.provisions.all()) if plan.pk else [],
        "signed": page.signatures(plan),
        "documents": page.documents_of(plan),
    }


@require_safe
def plan(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    shown = CasePage.open(request, reference, "plans.see_plan")
    case = shown.case
    shown.seen("plan")
    may_write = case.is_open and request.user.has_perm("plans.write_plan", case)
    may_take_out = request.user.has_perm("plans.write_plan", case)
    context = shell(shown) | _content(case) | {"may_write": may_write, "may_take_out": may_take_out}
    context["panels"] = panels_for(request, "case_plan", case)
    context["versions"] = list(
        PlanVersion.objects.filter(plan__case=case).select_related("by").order_by("-number")[:20]
    )
    return render(request, "plans/plan.html", context)


@require_safe
def version(request: AuthenticatedRequest, reference: str, number: int) -> HttpResponse:
    """The plan as it stood after one change."""
    shown = CasePage.open(request, reference, "plans.see_plan")
    case = shown.case
    found = get_object_or_404(PlanVersion.objects.select_related("by"), plan__case=case, number=number)
    shown.seen(f"plan version {number}")
    return render(request, "plans/version.html", shell(shown) | {"version": found})


@require_http_methods(["GET", "POST"])
def write(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The words of the plan."""
    shown = CasePage.open(request, reference, "plans.write_plan")
    case = shown.case
    plan = page.plan_of(case)
    form = forms.TextsForm(request.POST or None, initial={name: getattr(plan, name) for name in TEXTS})
    return _worked(
        request, shown, form, "The plan is saved.",
        lambda: services.write_texts(
            case=case, texts=form.texts(), by=request.user, seen_number=number_of(request, "seen_number")
        ),
        title="The words of the plan", button="Save", seen_number=plan.number,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def agree(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A new action."""
    shown = CasePage.open(request, reference, "plans.write_plan")
    case = shown.case
    form = forms.ActionForm(request.POST or None, case=case)
    return _worked(
        request, shown, form, "The action stands in the plan.",
        lambda: services.agree_action(case=case, agreed=form.agreed(), by=request.user),
        title="Agree an action", button="Put it into the plan",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def provision(request: AuthenticatedRequest, reference: str, key: int | None = None) -> HttpResponse:
    """Learning elsewhere: new, or changed."""
    shown = CasePage.open(request, reference, "plans.write_plan")
    case = shown.case
    one = get_object_or_404(Provision, plan__case=case, pk=key) if key else None
    names = ("provider", "what", "sessions", "starts_on", "ends_on")
    initial = {name: getattr(one, name) for name in names} if one else {}
    form = forms.LearningForm(request.POST or None, initial=initial)
    return _worked(
        request, shown, form, "Learning elsewhere is saved.",
        lambda: services.set_provision(
            case=case, learning=form.learning(), by=request.user, provision=one,
            seen_revision=number_of(request, "seen_number"),
        ),
        title="Learning elsewhere", button="Save", seen_number=one.revision if one else 0,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def sign(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What the child, the parents or the school say about the plan as it stands."""
    shown = CasePage.open(request, reference, "plans.write_plan")
    case = shown.case
    form = forms.SignForm(request.POST or None, initial={"on": timezone.localdate()})
    return _worked(
        request, shown, form, "It is written down.",
        lambda: services.sign_plan(case=case, said=form.said(), by=request.user),
        title="Who agrees with the plan?", button="Save",
    )  # fmt: skip


def _worked(
    request: AuthenticatedRequest, shown: CasePage, form: Form, done: str, work: Callable[[], Any],
    *, title: str, button: str, seen_number: int = 0,
) -> HttpResponse:  # fmt: skip
    """A page with one form: shown, refused with what was typed kept, or carried out once."""
    case = shown.case
    if not case.is_open and request.method == "GET":
        messages.warning(request, f"{case.reference} is closed. Nothing more can be changed in its plan.")
        return redirect("plans:plan", case.reference)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                work()
        except AlreadySubmitted:
            return redirect("plans:plan", case.reference)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("plans:plan", case.reference)
    if request.method == "POST":
        seen_number = number_of(request, "seen_number")
    back = reverse("plans:plan", args=[case.reference])
    context = shell(shown) | {
        "form": form, "title": title, "button": button, "seen_number": seen_number,
        "caption": case.reference, "back_to": back, "back_words": "Go back to the plan",
    }  # fmt: skip
    return render(request, "plans/form.html", context)


@require_safe
def pdf(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The whole plan as an accessible PDF."""
    shown = CasePage.open(request, reference, "plans.see_plan")
    case = shown.case
    shown.seen("plan", kind=Kind.EXPORT, verb="print")
    context = shell(shown) | _content(case)
    return pdf_response(request, "plans/plan_pdf.html", context, f"{case.reference}-plan")


@require_safe
def summary(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What the child holds: the plan in plain words, who leads, nothing else."""
    shown = CasePage.open(request, reference, "plans.see_plan")
    case = shown.case
    plan = page.plan_of(case)
    if not plan.child_summary:
        messages.warning(request, "The plan has no words for the child yet.")
        return redirect("plans:plan", case.reference)
    shown.seen("plan summary", kind=Kind.EXPORT, verb="print")
    context = shell(shown) | {"plan": plan}
    return pdf_response(request, "plans/summary_pdf.html", context, f"{case.reference}-summary")
