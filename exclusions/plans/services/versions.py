"""Locking a plan for a change, and keeping the whole plan as it stands after it."""

from typing import Any

from django.utils import timezone

from exclusions.plans.models import Action, Plan, PlanVersion, Provision
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from schools.links.standing import standing_of

TEXTS = ("adjustments", "safety", "child_summary")


def lock_plan(case: Case) -> Plan:
    """The plan of an open case, locked until the transaction ends; made where there is none.

    Raises WrongState where the case is closed.
    """
    # The case first: whoever closes it holds the same row.
    if not Case.objects.select_for_update(of=("self",)).get(pk=case.pk).is_open:
        raise WrongState(f"{case.reference} is closed. Nothing more can be changed in its plan.")
    Plan.objects.get_or_create(case=case)
    return Plan.objects.select_for_update().get(case=case)


def keep_version(plan: Plan, *, what: str, by: User) -> PlanVersion:
    """Count one up and keep the plan as it is now. `what` says what was changed, without any detail."""
    plan.number += 1
    plan.changed_at = timezone.now()
    plan.save()
    content = content_of(plan)
    return PlanVersion.objects.create(plan=plan, number=plan.number, what=what, content=content, by=by)


def content_of(plan: Plan) -> dict[str, Any]:
    """The whole plan, as it is stored in a version: texts, actions and provision, days as ISO text."""
    actions = Action.objects.filter(case=plan.case_id).select_related("owner")
    return {
        **{name: getattr(plan, name) for name in TEXTS},
        "actions": [_action(action) for action in actions],
        "provision": [_provision(one) for one in plan.provisions.all()],
    }


def _action(action: Action) -> dict[str, str]:
    return {
        "reference": action.reference,
        "need": action.need,
        "what": action.what,
        "measure": action.measure,
        "who": action.who,
        "due_on": action.due_on.isoformat(),
        "state": action.get_state_display(),
    }


def _provision(one: Provision) -> dict[str, Any]:
    return {
        "provider": one.provider,
        "what": one.what,
        "sessions": one.sessions,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat() if one.ends_on else "",
    }


def write_down(case: Case, verb: str, by: User, **detail: Any) -> None:
    """Audit a change of a case's plan; `detail` names fields, numbers and states, never what was written."""
    about = [case.reference, case.pupil.reference]
    if reference := detail.pop("reference", ""):
        about.append(reference)
    capacity = standing_of(by).capacity(case.school_id)
    record(by=by, kind=Kind.CHANGE, verb=verb, about=about, capacity=capacity, detail=detail)
