"""What can happen about a managed move."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from exclusions.measures.dues import FROM_2026
from exclusions.measures.enums import State
from exclusions.measures.models import MeasureStep, Move
from exclusions.measures.spec import VOID, StepSpec
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.pupils.enums import LeavingReason
from schools.pupils.models import Enrolment
from schools.pupils.services import enrol, move_to

ONE_DAY = timedelta(days=1)
LASTED_AFTER = timedelta(weeks=12)
NO_TRIAL = (
    "From 26 July 2026 a managed move is permanent, without a trial. The only way to try first is an "
    "off-site direction before it: record that instead."
)


def _agreed(move: Move, on: date, extras: Mapping[str, Any]) -> None:
    """The other school learns of the pupil only once the parents have agreed."""
    consents = MeasureStep.objects.filter(measure=move, verb="consent", detail__party="parents")
    if not consents.exists():
        raise Refused("The parents have not agreed yet. Write down first that they did, and how you know.")


def _day(move: Move, on: date, extras: Mapping[str, Any]) -> None:
    if extras["moves_on"] < on:
        raise Refused("The first day on the new roll is before the day on which the school accepted.")


def _on_the_roll(move: Move, on: date, extras: Mapping[str, Any]) -> None:
    if move.planned_end_on and on >= FROM_2026:
        raise Refused(NO_TRIAL)


def _change_roll(move: Move, on: date, extras: Mapping[str, Any], by: User) -> None:
    """Off one roll and onto the other; the safeguarding file is due there. What is done already stays."""
    if move.to_school is None:
        return
    rows = Enrolment.objects.filter(pupil=move.pupil)
    own = rows.not_over(on).filter(school=move.school).first()
    if own is not None and own.ends_on is None:
        last_day = on - ONE_DAY
        move_to(
            enrolment=own, ends_on=last_day, by=by, reason=LeavingReason.MOVED, destination=move.to_school
        )
    if not rows.not_over(on).filter(school=move.to_school).exists():
        enrol(pupil=move.pupil, school=move.to_school, year_group=move.year_group or "X", starts_on=on, by=by)


def _lasted(move: Move, on: date, extras: Mapping[str, Any]) -> None:
    if move.starts_on and on < move.starts_on + LASTED_AFTER:
        raise Refused(f"Twelve weeks are over on {plain_date(move.starts_on + LASTED_AFTER)}.")


BEFORE = (State.TALKS, State.ASKED, State.AGREED)
STEPS = (
    StepSpec(
        "consent",
        "Somebody agreed",
        "Day on which they agreed",
        "Freely: nobody may be pressed with an exclusion. Say how you know, for example “signed form” or "
        "“said so at the meeting of 3 December”.",
        asks=("party", "evidence"),
        sources=BEFORE,
    ),
    StepSpec(
        "ask",
        "The receiving school was asked",
        "Day on which it was asked",
        "From now on its head and safeguarding lead read this record, the risks included.",
        sources=(State.TALKS,),
        target=State.ASKED,
        sets={"shared_on": "on"},
        check=_agreed,
        tells="a school is asked to take a pupil by a managed move.",
    ),
    StepSpec(
        "accept",
        "Our school takes the pupil",
        "Day of the decision",
        "Permanently: there is no trial. The first day on your roll is the day of the transfer.",
        asks=("moves_on",),
        note="What was agreed (optional)",
        sources=(State.ASKED,),
        target=State.AGREED,
        sets={"starts_on": "moves_on"},
        who="other",
        check=_day,
        tells="the receiving school has agreed to the managed move.",
    ),
    StepSpec(
        "refuse",
        "Our school does not take the pupil",
        "Day of the decision",
        note="Why not?",
        needs_note=True,
        sources=(State.ASKED,),
        target=State.REFUSED,
        sets={"ended_on": "on"},
        who="other",
        tells="the receiving school has not agreed to the managed move.",
    ),
    StepSpec(
        "plan",
        "The support plan is written",
        "Day of the plan",
        note="What the receiving school will do, who will do it, and the adult the pupil can go to",
        needs_note=True,
        sources=(State.AGREED, State.MOVED),
        sets={"support": "note"},
        who="either",
    ),
    StepSpec(
        "move",
        "The pupil is on the new roll",
        "First day on the new roll",
        "The pupil leaves the old roll the day before, and the safeguarding file is due at the new school "
        "within 5 school days of it.",
        sources=(State.AGREED,),
        target=State.MOVED,
        sets={"starts_on": "on"},
        who="either",
        check=_on_the_roll,
        does=_change_roll,
        tells="the pupil has moved.",
    ),
    StepSpec(
        "check_in",
        "It was looked at how it goes",
        "Day of the check-in",
        asks=("weeks", "attended"),
        note="How does it go, and what changes?",
        needs_note=True,
        sources=(State.MOVED,),
        who="either",
    ),
    StepSpec(
        "sustain",
        "It lasted: 12 weeks on",
        "Day on which it was looked at",
        note="How is the pupil?",
        needs_note=True,
        sources=(State.MOVED,),
        target=State.SUSTAINED,
        sets={"ended_on": "on"},
        who="either",
        check=_lasted,
    ),
    StepSpec(
        "fail",
        "It did not last",
        "Day from which that was so",
        "The pupil stays on the new school’s roll: it was permanent. A new measure is a new record.",
        note="What happened, and what comes next?",
        needs_note=True,
        sources=(State.MOVED,),
        target=State.NOT_SUSTAINED,
        sets={"ended_on": "on"},
        who="either",
        tells="the managed move did not last.",
    ),
    StepSpec(
        "complain",
        "Somebody says that they were pressed",
        "Day on which they said so",
        "They can complain to the governing board, and ask the authority to look. The authority is told of "
        "it now.",
        asks=("party",),
        note="What they say",
        needs_note=True,
        sources=tuple(state for state in State if state != State.VOID),
        who="either",
        tells="somebody says that they were pressed into a managed move. Please look.",
    ),
    StepSpec(
        "withdraw",
        "It is not pursued",
        "Day of the decision",
        note="Why not?",
        needs_note=True,
        sources=BEFORE,
        target=State.WITHDRAWN,
        sets={"ended_on": "on"},
        tells="the managed move is not pursued.",
    ),
    VOID,
)
