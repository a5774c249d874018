"""What can happen about an off-site direction."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exclusions.measures.enums import State
from exclusions.measures.models import Direction
from exclusions.measures.returning import MEET
from exclusions.measures.spec import VOID, StepSpec
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.pupils.services import end_dual, register_dually

OUTCOMES = {
    "met": "Back in school, the objectives were met",
    "partly": "Back in school, the objectives were met in part",
    "not_met": "Back in school, the objectives were not met",
    "move": "A managed move follows",
    "left": "The pupil left the school",
}


def _may_be_enrolled(direction: Direction) -> bool:
    return direction.is_dual and direction.to_school_id is not None


def _enrol(direction: Direction, on: date, extras: Mapping[str, Any], by: User) -> None:
    if direction.to_school is not None:
        register_dually(
            pupil=direction.pupil,
            main=direction.school,
            subsidiary=direction.to_school,
            starts_on=on,
            ends_on=direction.planned_end_on,
            by=by,
        )


def _leave(direction: Direction, on: date, extras: Mapping[str, Any], by: User) -> None:
    """The host's registration ends with it. A school that never enrolled the pupil has nothing to end."""
    if direction.is_dual and direction.to_school is not None:
        end_dual(
            pupil=direction.pupil,
            main=direction.school,
            subsidiary=direction.to_school,
            ends_on=on,
            by=by,
        )


def _after_start(direction: Direction, on: date, extras: Mapping[str, Any]) -> None:
    if direction.starts_on and on < direction.starts_on:
        raise Refused(f"It starts on {plain_date(direction.starts_on)}: enter a day from then on.")
    back_on = extras.get("back_on")
    if back_on and back_on <= on:
        raise Refused("The first day back is after the last day elsewhere.")


def _goes_on(direction: Direction, on: date, extras: Mapping[str, Any]) -> None:
    new_end = extras.get("new_end")
    if new_end and direction.starts_on and new_end < direction.starts_on:
        raise Refused("The new last day is before the first day.")


STEPS = (
    StepSpec(
        "tell_parents",
        "The parents were given the written notice",
        "Day on which they had it",
        "At least 2 school days before it starts: where, to whom to report, how long, the times, the reasons "
        "and the objectives. The letter of this page holds all of it.",
        asks=("how",),
    ),
    StepSpec(
        "enrol",
        "The pupil is on both schools’ rolls",
        "First day on the host school’s roll",
        "Main registration here, subsidiary registration there, until the planned last day. The host school "
        "then opens the pupil’s page.",
        fits=_may_be_enrolled,
        check=_after_start,
        does=_enrol,
    ),
    StepSpec(
        "demand",
        "A review was asked for in writing",
        "Day on which it arrived",
        "The parents, a pupil of 18, or the authority for a pupil with a plan may ask where there was none "
        "in the last 10 weeks.",
        asks=("who_asks",),
        note="What they say (optional)",
    ),
    StepSpec(
        "review",
        "It was reviewed",
        "Day of the review",
        asks=("attended", "new_end"),
        note="What was found, and what was agreed",
        needs_note=True,
        sets={"planned_end_on": "new_end"},
        check=_goes_on,
    ),
    StepSpec(
        "end",
        "It ended",
        "Last day there",
        "Then meet pupil and parents about the return: within one school day of it.",
        asks=("outcome", "back_on"),
        note="How did it go, measured by its objectives?",
        needs_note=True,
        target=State.ENDED,
        sets={"ended_on": "on", "outcome": "outcome", "back_on": "back_on"},
        check=_after_start,
        does=_leave,
        tells="the off-site direction has ended.",
    ),
    MEET,
    VOID,
)
