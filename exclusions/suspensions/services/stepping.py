"""Steps on the way of a record: what the board decided, what the panel found, cancelling, taking back."""

from datetime import date
from typing import Any

from django.db import transaction

from exclusions.suspensions.days import in_days
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.errors import Unlawful
from exclusions.suspensions.models import Duty, Step, Suspension
from exclusions.suspensions.packs.thresholds import YEAR_LIMIT
from exclusions.suspensions.services.acting import locked, write_step
from exclusions.suspensions.services.telling import tell
from exclusions.suspensions.steps import STEPS, fits
from exclusions.suspensions.totals import tally
from exclusions.suspensions.workflow import SUSPENSION
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.templatetags.portal import full_date

# Steps of which the authority is told at once.
TOLD = {
    "cancel": "it has been cancelled.",
    "reinstate": "the governing board has reinstated the pupil.",
    "decline": "the governing board has not reinstated the pupil.",
    "apply": "an independent review has been applied for.",
    "offer": "the governing board has reinstated the pupil.",
    "remove": "the pupil has been removed from the roll.",
}


@transaction.atomic
def take_step(
    *,
    suspension: Suspension,
    verb: str,
    on: date,
    by: User,
    seen_revision: int,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> Step:
    """Record that something happened on a day, and move the record on.

    Raises WrongState where the record has changed since the page was read or the step does not fit it, and
    Refused, with the day from which it would be right, where the law or an earlier step forbids that day.
    """
    suspension = locked(suspension, verb, seen_revision)
    spec, detail = STEPS[verb], detail or {}
    if not fits(spec, suspension.kind, suspension.year_group):
        raise Refused(
            "Only a pupil of year 11 sits a last public examination."
            if spec.only_year_11
            else "Only a permanent exclusion comes before a review panel or ends on the roll."
        )
    if spec.needs_note and not note.strip():
        raise Refused(f"Write: {spec.note.lower()}")
    _check_order(suspension, verb, on)
    if check := CHECKS.get(verb):
        check(suspension, on, detail)
    if back_on := detail.get("back_on"):
        suspension.back_on = max(date.fromisoformat(back_on), suspension.starts_on)
    target = SUSPENSION.move(verb).target or ""
    step = write_step(suspension, verb, by=by, on=on, note=note.strip(), detail=detail, after=target)
    derive_pupil(suspension.pupil, why=f"{spec.label}.", by=by)
    if verb in TOLD:
        tell(suspension, verb, TOLD[verb], by=by)
    return step


# What must have happened before, on the same day at the earliest.
AFTER = {
    "tell_decision": ("decline",),
    "waive": ("decline",),
    "apply": ("decline",),
    "set_hearing": ("apply",),
    "uphold": ("apply",),
    "recommend": ("apply",),
    "quash": ("apply",),
    "withdraw": ("apply",),
    "stand": ("recommend", "quash"),
    "offer": ("recommend", "quash"),
    "remove": ("decline",),
}


def _taken_on(suspension: Suspension, *verbs: str) -> date | None:
    """The day of the latest standing step among these verbs; None where there is none."""
    step = suspension.steps.standing().filter(verb__in=verbs).order_by("number").last()
    return step.on if step else None


def _check_order(suspension: Suspension, verb: str, on: date) -> None:
    before = _taken_on(suspension, *AFTER.get(verb, ()))
    if before and on < before:
        raise Refused(f"That was before {full_date(before)}, when the step before it was taken.")


def _check_application(suspension: Suspension, on: date, detail: dict[str, Any]) -> None:
    """Within 15 school days of notice; no discretion to accept it later but after a tribunal (1.6)."""
    last = _due(suspension, "review_application")
    if last and on > last and not detail.get("tribunal"):
        raise Refused(
            f"The time to apply ended on {full_date(last)}. The law leaves no discretion to accept it later, "
            "except after a ruling of the disability tribunal."
        )


def _check_removal(suspension: Suspension, on: date, detail: dict[str, Any]) -> None:
    """Only once nobody can apply any more, or the review has ended (domain.md 1.6)."""
    earliest = _due(suspension, "remove_from_roll")
    if earliest is None:
        raise Refused(
            "The name may not leave the roll yet. Record first on which day the parents were told of the "
            "board’s decision: 15 school days later, without an application, it may."
        )
    if on < earliest:
        raise Refused(f"The name may leave the roll on {full_date(earliest)} at the earliest.")


def _check_cancelling(suspension: Suspension, on: date, detail: dict[str, Any]) -> None:
    """Only before the board has met, and not beyond the 45 days (domain.md 1.8)."""
    meets = _taken_on(suspension, "set_meeting")
    if meets and on > meets:
        raise Refused(f"The governing board met on {full_date(meets)}: it can no longer be cancelled.")
    back_on = detail.get("back_on")
    served = suspension.excluded.before(date.fromisoformat(back_on)) if back_on else suspension.excluded
    if not served:
        return
    year = tally(suspension.pupil, suspension.school_id, served, without=[suspension.pk]).worst_year
    if year.total > YEAR_LIMIT:
        raise Unlawful(
            f"{year.name}: {in_days(year.total)} would have been served, more than the 45 the law allows. "
            "It can no longer be cancelled."
        )


CHECKS = {"apply": _check_application, "remove": _check_removal, "cancel": _check_cancelling}


def _due(suspension: Suspension, code: str) -> date | None:
    """The day of one duty of the record; None where it is not owed."""
    duty = Duty.objects.standing().filter(suspension=suspension, code=code).first()
    return duty.by if duty else None


# What is not undone by taking the last step back: a correction is corrected again.
LASTING = ("record", "correct", "take_back")


def last_step(suspension: Suspension) -> Step | None:
    """The step that could be taken back; None where the last one cannot."""
    step = suspension.steps.standing().exclude(verb__in=("correct",)).order_by("number").last()
    return step if step and step.verb not in LASTING else None


@transaction.atomic
def take_back(*, suspension: Suspension, because: str, by: User, seen_revision: int) -> Step:
    """Take the last step back, which was entered by mistake; both stay in the history.

    Raises WrongState where the record has changed since the page was read, and Refused without a reason or
    where there is nothing to take back.
    """
    suspension = locked(suspension, "take_back", seen_revision)
    step = last_step(suspension)
    if step is None:
        raise Refused("There is no step to take back. Correct the record instead.")
    if not because.strip():
        raise Refused("Write why it is taken back.")
    if step.detail.get("back_on"):
        suspension.back_on = None
    taken = write_step(
        suspension, "take_back", by=by, note=because.strip(), after=step.before, takes_back=step
    )
    derive_pupil(suspension.pupil, why=f"Taken back: {STEPS[step.verb].label}.", by=by)
    return taken
