"""From the record, its steps and the pupil's other suspensions to what a rule pack wants to know."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from exclusions.suspensions.enums import State, SuspensionKind
from exclusions.suspensions.models import Provision, Step, Suspension
from exclusions.suspensions.packs import Facts, PanelOutcome
from exclusions.suspensions.packs.ages import begins_on, ends_on, is_of_compulsory_age
from exclusions.suspensions.packs.totals import run_start, term_totals
from schools.calendars.arithmetic import Calendar
from schools.calendars.periods import statutory_term
from schools.pupils.codes import NO_SOCIAL_WORKER, YES
from schools.register.enums import Regime

PANEL_VERBS = {
    "uphold": PanelOutcome.UPHELD,
    "recommend": PanelOutcome.RECOMMENDED,
    "quash": PanelOutcome.QUASHED,
}


def facts_of(
    suspension: Suspension,
    others: Iterable[Suspension],
    steps: Iterable[Step],
    calendar: Calendar,
    noticed_on: date | None,
    provision: Provision | None = None,
) -> Facts:
    """Everything a rule pack asks about one record.

    `others` are the pupil's other records: those that began before this one count towards its totals.
    `steps` are its own steps that stand, `noticed_on` the day on which the board was told, `provision` the
    education that was found last.
    """
    happened = {step.verb: step for step in steps}
    on = {verb: step.on for verb, step in happened.items()}
    others = list(others)
    served = [other.served for other in others if _began_before(other, suspension)]
    later = [other.starts_on for other in others if other.is_standing and _began_before(suspension, other)]
    own = suspension.served
    totals = term_totals([*served, own], own, calendar)
    panel = next((verb for verb in PANEL_VERBS if verb in happened), None)
    return Facts(
        kind=SuspensionKind(suspension.kind),
        regime=Regime(suspension.school.regime),
        starts_on=suspension.starts_on,
        days=own,
        term_sessions=max((total.sessions for total in totals), default=0),
        run_starts_on=run_start(served, own, calendar) if own else None,
        term_ends_on=statutory_term(calendar, suspension.starts_on).ends_on,
        **_pupil_facts(suspension),
        last_exam_on=on.get("last_exam"),
        next_starts_on=min(later, default=None),
        misses_test=bool(suspension.missed_test),
        test_on=suspension.missed_test_on,
        noticed_on=noticed_on,
        represented_on=on.get("represent"),
        considered_on=on.get("consider"),
        board_meets_on=on.get("set_meeting"),
        board_decided_on=on.get("decline") or on.get("reinstate"),
        reinstated_on=on.get("reinstate") or on.get("offer"),
        decision_told_on=on.get("tell_decision"),
        waived_on=on.get("waive"),
        applied_on=on.get("apply"),
        panel_told_on=_told_on(happened[panel]) if panel else None,
        panel_outcome=PANEL_VERBS[panel] if panel else None,
        review_ended_on=on.get("uphold") or on.get("withdraw") or on.get("stand"),
        reconsidered_on=on.get("stand") or on.get("offer"),
        cancelled_on=on.get("cancel") if suspension.state == State.CANCELLED else None,
        **_education(provision),
    )


def _education(provision: Provision | None) -> dict[str, Any]:
    """Education that was found, unless it is over."""
    if provision is None or provision.is_over:
        return {}
    return {"educated_on": provision.starts_on, "education_told_on": provision.told_on}


def _pupil_facts(suspension: Suspension) -> dict[str, Any]:
    """Who the pupil was that day, and their compulsory school age."""
    born_on = suspension.pupil.born_on
    return {
        "looked_after": suspension.looked_after == YES,
        "has_social_worker": suspension.social_worker not in ("", NO_SOCIAL_WORKER),
        "lives_elsewhere": lives_elsewhere(suspension),
        "of_compulsory_age": is_of_compulsory_age(born_on, suspension.starts_on),
        "compulsory_age": (begins_on(born_on), ends_on(born_on)),
    }


def _told_on(step: Step) -> date | None:
    """When the board was told of the panel’s decision: the day of it, unless another was entered."""
    told = step.detail.get("told_on")
    return date.fromisoformat(told) if told else step.on


def _began_before(other: Suspension, suspension: Suspension) -> bool:
    return (other.starts_on, other.pk) < (suspension.starts_on, suspension.pk)


def lives_elsewhere(suspension: Suspension) -> bool:
    """Whether the pupil lived in another authority than the school’s that day; no where it is not known."""
    home = suspension.home_authority
    return home.isdecimal() and int(home) != suspension.school.la_code
