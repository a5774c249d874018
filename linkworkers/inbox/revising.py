"""Pages on which a decision is corrected, withdrawn, or signed by a second person."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from exclusions.concerns import services as concerns
from exclusions.concerns.models import Concern, Proposal, Triage
from exclusions.concerns.routes import route_of
from exclusions.concerns.views.register import concern_of
from linkworkers.inbox import services
from linkworkers.inbox.deciding import DecideForm
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.forms import LongText, PortalForm
from portal.core.once import act_once
from portal.core.posted import number_in
from schools.links.standing import standing_of


class CorrectForm(DecideForm):
    """The decision as it should have been, and why it is corrected."""

    because = LongText(
        label="Why do you correct it?",
        help_text="Only the school’s link social workers read this.",
        rows=3,
        error_messages={"required": "Write why you correct it"},
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout.insert(0, "because")
        return helper

    @staticmethod
    def showing(triage: Triage) -> dict[str, Any]:
        """What the form begins with: the decision that stands."""
        route = route_of(triage.decision, triage.destination)
        onward = {
            "step": triage.next_step,
            "who": triage.next_who,
            "on": triage.next_on,
            "level": triage.level,
        }
        shown = {f"{route}_{name}": value for name, value in onward.items() if value}
        return {
            **shown,
            "route": route.value,
            "agency": triage.agency,
            "rationale": triage.rationale,
            "reply": triage.reply,
        }


class WithdrawForm(PortalForm):
    """Why, and what the school is to know."""

    because = LongText(
        label="Why do you withdraw it?",
        help_text="Only the school’s link social workers read this.",
        rows=4,
        error_messages={"required": "Write why you withdraw it"},
    )
    told = LongText(
        label="What is the school to know?",
        help_text="The school reads this at once.",
        rows=4,
        error_messages={"required": "Write what the school is to know"},
    )


class RefuseForm(PortalForm):
    """Why it is not signed, or is taken back."""

    prefix = "refuse"
    because = LongText(label="Why not?", rows=3, error_messages={"required": "Write why"})


def _seen(request: AuthenticatedRequest, concern: Concern) -> int:
    """The version that the page was made from."""
    return number_in(request.POST, "seen_version") if request.method == "POST" else concern.version


def _record(request: AuthenticatedRequest, concern: Concern) -> None:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="concern.view",
        about=[concern.reference, *concern.subjects.values_list("pupil__reference", flat=True)],
        capacity=standing_of(request.user).capacity(concern.school_id),
    )


def _none_stands(request: AuthenticatedRequest, concern: Concern) -> HttpResponse:
    messages.error(request, f"{concern.reference}: no decision stands that could be changed.")
    return redirect("inbox:concern", concern.reference)


@require_http_methods(["GET", "POST"])
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Correct the decision that stands: the form begins with it, and it stays on the record beside."""
    concern = concern_of(request, reference, "correct")
    standing = Triage.objects.filter(concern=concern).select_related("decided_by").first()
    data = request.POST if request.method == "POST" else None
    if standing is None and data is None:
        return _none_stands(request, concern)
    initial = CorrectForm.showing(standing) if standing else {}
    form = CorrectForm(data, concern=concern, by=request.user, initial=initial)
    seen = _seen(request, concern)
    if form.is_bound and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.correct(
                concern=concern,
                decided=form.decided(),
                new_case=form.new_case(),
                because=form.cleaned_data["because"],
                by=request.user,
                seen_version=seen,
            ),
            said="Corrected. The school has been told.",
            leads_to=services.inbox_path(concern),
        )
        if done:
            return done
    _record(request, concern)
    return render(request, "inbox/correct.html", _context(concern, form) | {"triage": standing})


@require_http_methods(["GET", "POST"])
def withdraw(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Withdraw the decision that stands and look at the concern again."""
    concern = concern_of(request, reference, "withdraw")
    standing = Triage.objects.filter(concern=concern).select_related("decided_by").first()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if standing is None and not form.is_bound:
        return _none_stands(request, concern)
    seen = _seen(request, concern)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        done = act_once(
            request,
            form,
            lambda: concerns.withdraw_decision(concern=concern, by=request.user, seen_version=seen, **said),
            said=f"Withdrawn. {concern.reference} is open again, and the school has been told.",
            leads_to=services.inbox_path(concern),
        )
        if done:
            return done
    _record(request, concern)
    context = _context(concern, form) | {"triage": standing, "referrals": concern.referrals.all()}
    return render(request, "inbox/withdraw.html", context)


@require_http_methods(["GET", "POST"])
def sign(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The second person reads what is proposed and signs, or says why not."""
    concern = concern_of(request, reference, "sign")
    rows = Proposal.objects.live().select_related("proposed_by")
    proposal = rows.filter(concern=concern).first()
    if proposal is None and request.method == "GET":
        messages.error(request, f"{concern.reference}: nothing waits for a second person.")
        return redirect(concern)
    is_refusal = "refuse" in request.POST
    refuse_form = RefuseForm(request.POST if is_refusal else None)
    sign_form = _SignForm(request.POST if request.method == "POST" and not is_refusal else None)
    form = refuse_form if is_refusal else sign_form
    if form.is_bound and form.is_valid() and (done := _signed_or_not(request, concern, form)):
        return done
    _record(request, concern)
    context = _context(concern, sign_form) | {
        "proposal": proposal,
        "refuse_form": refuse_form,
        "sent_form": form,
        "files": concern.files.all(),
        "is_own": proposal is not None and proposal.proposed_by_id == request.user.pk,
    }
    return render(request, "inbox/sign.html", context)


class _SignForm(PortalForm):
    """Nothing to fill in: the button says it, refusals stand above it."""


def _signed_or_not(request: AuthenticatedRequest, concern: Concern, form: PortalForm) -> HttpResponse | None:
    seen, by = number_in(request.POST, "seen_version"), request.user
    if isinstance(form, RefuseForm):
        because = form.cleaned_data["because"]
        return act_once(
            request,
            form,
            lambda: concerns.refuse_proposal(concern=concern, because=because, by=by),
            said=f"{concern.reference} stays open.",
            leads_to=concern,
        )
    return act_once(
        request,
        form,
        lambda: concerns.sign_decision(concern=concern, by=by, seen_version=seen),
        said=f"Signed. {concern.reference} is decided, and the school has its reply.",
        leads_to=concern,
    )


def _context(concern: Concern, form: PortalForm) -> dict[str, Any]:
    return {
        "concern": concern,
        "form": form,
        "subjects": concern.subjects.with_year_group().select_related("pupil"),
        "trail": [(concern.reference, concern.get_absolute_url())],
    }
