"""The decision as the place where a case's outcome is worked on; checks and the stages that ask the same."""

from typing import Any

from django.urls import reverse

from exclusions.outcomes.enums import CHECKS
from exclusions.outcomes.models import Decision
from exclusions.outcomes.services.followups import recorded
from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case
from exclusions.protocol.records import OUTCOMES
from exclusions.protocol.workplaces import Work, Workplace
from portal.accounts.models import User


def where(user: User, case: Case) -> Work | None:
    """Whoever writes decisions goes there first; once it names an outcome its record may follow."""
    if not user.has_perm("outcomes.write_decision", case):
        return None
    decision = case.decisions.last()
    is_done = decision is not None and decision.outcome_id is not None
    if is_done:
        return Work("See the decision", reverse("outcomes:outcome", args=[case.reference]), "", is_done=True)
    return Work("Write the decision", reverse("outcomes:decide", args=[case.reference]))


def outcome_given(case: Case) -> dict[str, Any]:
    """The decision in the words of the outcome's record, under whatever name it asks for the outcome."""
    decision = case.decisions.select_related("outcome").last()
    if decision is None:
        return {}
    stage = case.version.stages.filter(kind=StageKind.OUTCOME).first()
    record = stage.record if stage else []
    asked = [spec["name"] for spec in record if spec.get("choices") == OUTCOMES]
    return {
        **{name: decision.outcome.code for name in asked if decision.outcome},
        **_views(decision, {spec["name"] for spec in record}),
        "decided_on": decision.decided_on,
        "destination": decision.destination,
        "day_six": decision.day_six,
        "told": decision.told,
    }


def _views(decision: Decision, asked: set[str]) -> dict[str, str]:
    """What child and parents say, each where the record asks for it; together where it asks in one place."""
    if "parent_view" in asked:
        return {"pupil_view": decision.child_view, "parent_view": decision.parent_view}
    views = (decision.child_view, decision.parent_view)
    return {"pupil_view": "\n\n".join(view for view in views if view)}


def check_given(case: Case) -> dict[str, Any]:
    """A check that was answered and that no stage has recorded yet."""
    rows = case.follow_ups.live().filter(kind__in=CHECKS, answered_at__isnull=False, stage_record=None)
    answered = rows.order_by("answered_at").last()
    check = answered.checks.last() if answered else None
    if check is None:
        return {}
    return {
        "checked_on": check.on,
        "pupil_view": check.child_view,
        "retained": check.retained,
        "attendance": check.attendance,
        "learned": check.learned,
    }


def _nowhere(user: User, case: Case) -> Work | None:
    return None


WORKPLACES = (
    Workplace(StageKind.OUTCOME, where, outcome_given, recorded),
    Workplace(StageKind.SUSTAIN, _nowhere, check_given, recorded),
)
