"""The plan as the place where a case's plan stage is worked on, and what its record begins with."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from exclusions.plans.enums import OPEN_ACTIONS, Party, Says
from exclusions.plans.models import Action, Agreement, Plan
from exclusions.plans.page import plan_of, progress_in_words, signatures
from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case
from exclusions.protocol.workplaces import Work, Workplace
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date


def where(user: User, case: Case) -> Work | None:
    """Whoever writes plans goes to the plan first; once it has an action its record may follow."""
    if not user.has_perm("plans.write_plan", case):
        return None
    progress = progress_in_words(case)
    label = "See the plan" if progress else "Write the plan"
    state = f"Agreed actions: {progress}" if progress else ""
    return Work(label, reverse("plans:plan", args=[case.reference]), state, is_done=bool(progress))


def gives(case: Case) -> dict[str, Any]:
    """The plan in the words of the stage's record."""
    plan = plan_of(case)
    said = {signed.agreement.party: signed.agreement for signed in signatures(plan) if signed.agreement}
    school = said.get(Party.SCHOOL)
    return {
        "issued_on": timezone.localdate(),
        "actions": _actions(case),
        "adjustments": _adjustments(plan),
        "safety": plan.safety,
        "child_summary": plan.child_summary,
        "pupil_view": _words(said.get(Party.CHILD)),
        "parent_view": _words(said.get(Party.PARENTS)),
        **({"school_agrees": school.says == Says.AGREES} if school else {}),
    }


def _actions(case: Case) -> str:
    rows = Action.objects.filter(case=case, state__in=OPEN_ACTIONS).select_related("owner")
    return "\n".join(f"{one.what} ({one.who}, by {plain_date(one.due_on)})" for one in rows)


def _adjustments(plan: Plan) -> str:
    elsewhere = [
        f"{one.provider}: {one.sessions} sessions a week from {plain_date(one.starts_on)}"
        for one in (plan.provisions.all() if plan.pk else ())
    ]
    return "\n".join(line for line in (plan.adjustments, *elsewhere) if line)


def _words(agreement: Agreement | None) -> str:
    if agreement is None:
        return ""
    return agreement.words or agreement.get_says_display()


WORKPLACE = Workplace(StageKind.PLAN, where, gives)
