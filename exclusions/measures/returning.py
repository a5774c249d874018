"""The meeting about the return, of measures after which a pupil comes back (domain.md 1.12)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from exclusions.measures.dues import Clock, Due, Owed, Rule, Story
from exclusions.measures.enums import State
from exclusions.measures.spec import StepSpec
from exclusions.suspensions.packs.dues import Who
from portal.core.errors import Refused
from schools.calendars.arithmetic import Calendar


def meeting(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """About the return, within a school day of it."""
    back_on = story.measure.back_on
    if back_on:
        answer = calendar.add(back_on, 1)
        due = Due(
            "meet",
            "Meet the pupil and the parents about the return; parents who cannot come must not delay it",
            Who.HEADTEACHER,
            "The pupil and the parents",
            answer.on,
            Clock.SHOULD,
            "The pupil comes back.",
            answer.is_estimated,
        )
        yield Owed(due, "meet", story.first_on("meet"))


RETURN = Rule(
    "RETURN-MEETING",
    "A meeting before or at the start of the return",
    "Statutory guidance; within one school day: this authority’s aim",
    meeting,
)


def _comes_back(measure: Any) -> bool:
    return measure.back_on is not None


def _reviewed_later(measure: Any, on: date, extras: Mapping[str, Any]) -> None:
    if extras.get("review_on") and extras["review_on"] < on:
        raise Refused("The review lies before the meeting.")


MEET = StepSpec(
    "meet",
    "The meeting about the return was held",
    "Day of the meeting",
    "Before or at the start of the return. The parents are invited; that they cannot come never delays it.",
    asks=("attended", "parents_came", "adjustments", "named_adult", "review_on"),
    note="What does the pupil say?",
    needs_note=True,
    sources=(State.LIVE, State.ENDED),
    fits=_comes_back,
    check=_reviewed_later,
)
