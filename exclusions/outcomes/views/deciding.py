"""The part *Outcome* of a case: the decision, whether an exclusion was averted, and the checks after it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.outcomes import page, services
from exclusions.outcomes.averted import verdict_on
from exclusions.outcomes.enums import CHECKS
from exclusions.outcomes.forms.decision import CheckForm, DecisionForm
from exclusions.outcomes.views.seeing import clashed, seen_number
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.core.once import act_once

READ, DECIDE, FOLLOW_UP = "outcomes.see_outcome", "outcomes.write_decision", "outcomes.follow_up"


@require_safe
def outcome(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The decision as it stands, whether an exclusion was averted and why, what is owed afterwards."""
    shown = CasePage.open(request, reference, READ)
    shown.seen("outcome")
    case, may = shown.case, request.user.has_perm
    decisions = page.decisions_of(case)
    recorded = page.recorded_outcome(case)
    chosen = decisions[0].decision.outcome if decisions else None
    context = shown.shell("outcome") | {
        "decisions": decisions,
        "outcome": recorded,
        "differs": bool(recorded and chosen and chosen != recorded),
        "verdict": verdict_on(case),
        "checks": page.checks_of(case, shown.today),
        "debriefs": page.debriefs_of(case),
        "debrief_owed": page.debrief_owed(case),
        "may_decide": may(DECIDE, case),
        "may_follow_up": may(FOLLOW_UP, case),
        "may_pack": may("outcomes.make_pack", case),
    }
    return render(request, "outcomes/outcome.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write the decision down, or correct it: what stood stays readable."""
    shown = CasePage.open(request, reference, DECIDE)
    case = shown.case
    last = case.decisions.select_related("outcome", "destination_school").last()
    is_sent = request.method == "POST"
    form = DecisionForm(request.POST if is_sent else None, case=case, initial=DecisionForm.begun_with(last))
    seen = seen_number(request, last)
    has_clashed = False
    if is_sent and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.write_decision(
                case=case, decided=form.decided(), by=request.user, seen_number=seen
            ),
            said="The decision is written down.",
            leads_to=reverse("outcomes:outcome", args=[reference]),
        )
        if done is not None:
            return done
        has_clashed, seen = clashed(case.decisions.last(), seen)
    stands = page.decisions_of(case)[0] if has_clashed else None
    context = shown.shell("outcome") | {"form": form, "seen_number": seen, "stands": stands}
    return render(request, "outcomes/decide.html", context, status=409 if has_clashed else 200)


@require_http_methods(["GET", "POST"])
def check(request: AuthenticatedRequest, reference: str, kind: str) -> HttpResponse:
    """Answer a check, or correct what was found."""
    shown = CasePage.open(request, reference, FOLLOW_UP)
    follow_up = get_object_or_404(shown.case.follow_ups.live().filter(kind__in=CHECKS), kind=kind)
    last = follow_up.checks.last()
    is_sent = request.method == "POST"
    form = CheckForm(request.POST if is_sent else None, initial=CheckForm.begun_with(last))
    seen = seen_number(request, last)
    has_clashed = False
    if is_sent and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.answer_check(
                follow_up=follow_up, found=form.found(), by=request.user, seen_number=seen
            ),
            said="It is written down.",
            leads_to=reverse("outcomes:outcome", args=[reference]),
        )
        if done is not None:
            return done
        has_clashed, seen = clashed(follow_up.checks.last(), seen)
    stands = follow_up.checks.select_related("by").last() if has_clashed else None
    context = shown.shell("outcome") | {
        "form": form, "seen_number": seen, "follow_up": follow_up, "stands": stands,
    }  # fmt: skip
    return render(request, "outcomes/check.html", context, status=409 if has_clashed else 200)
