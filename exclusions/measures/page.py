"""What the page of a measure shows, put together from its columns, steps and what the rules ask for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from exclusions.measures.dues import Clock, Owed, owed, story_of
from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureStep
from exclusions.measures.moves.rules import PARTIES
from exclusions.measures.spec import StepSpec
from exclusions.suspensions.enums import ToldHow
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from schools.calendars.services import calendar_for
from schools.calendars.words import days_left


@dataclass(frozen=True)
class Line:
    """One thing to do on a page: when, how far off, and the step that does it, for who may take it."""

    owed: Owed
    when: str
    left: str
    is_late: bool
    step: StepSpec | None


@dataclass(frozen=True)
class Event:
    """One line of the record's history."""

    step: MeasureStep
    title: str
    lines: tuple[str, ...]


def when_words(each: Owed) -> str:
    due = each.due
    if due.by is None:
        return Clock.NO_LIMIT.value
    joint = ", " if due.clock == Clock.WITHOUT_DELAY else " "
    estimated = " (estimated: term dates are missing)" if due.is_estimated else ""
    return f"{due.clock.value}{joint}{plain_date(due.by)}{estimated}"


def dues_context(measure: Measure, steps: list[MeasureStep], takes: list[StepSpec]) -> dict[str, Any]:
    """Still to do, done, and days to know. `takes` are the steps that the viewer may take now."""
    today, calendar = timezone.localdate(), calendar_for(measure.school_id)
    ways = {spec.verb: spec for spec in takes}
    lines = []
    for each in owed(spec_of(measure).rules, story_of(measure, steps), calendar):
        counts = each.is_open and each.due.by and each.due.clock != Clock.NOT_BEFORE
        left = days_left(each.due.by, today, calendar) if counts and each.due.by else ""
        lines.append(Line(each, when_words(each), left, each.is_late(today), ways.get(each.verb)))
    to_know = [line for line in lines if line.owed.due.clock == Clock.NOT_BEFORE]
    to_do = [line for line in lines if line.owed.is_open and line not in to_know]
    return {
        "to_do": sorted(to_do, key=lambda line: line.owed.due.by or date.max),
        "done": [line for line in lines if not line.owed.is_open],
        "to_know": to_know,
        "late": sum(line.is_late for line in lines),
    }


def steps_for(user: User, measure: Measure) -> list[StepSpec]:
    """The steps that fit the measure now and that this person may take."""
    spec = spec_of(measure)
    return [step for step in spec.steps if step.fits_now(measure) and may_take(user, measure, step)]


def may_take(user: User, measure: Measure, step: StepSpec) -> bool:
    """Whether this person stands on the side whose step it is."""
    own = user.has_perm(f"measures.record_{measure.kind}", measure)
    there = user.has_perm("measures.answer_measure", measure)
    return {"own": own, "other": there, "either": own or there}[step.who]


WHO = {"parents": "the parents", "pupil": "the pupil", "authority": "the local authority"}


def _said(measure: Measure, name: str, value: Any) -> str:
    """What a step asked besides the day, in words."""
    spec = spec_of(measure)
    plain: dict[str, Any] = {
        "how": lambda: f"How: {ToldHow(value).label.lower()}",
        "who_asks": lambda: f"Asked for by {WHO[value]}",
        "attended": lambda: f"Took part: {value}",
        "new_end": lambda: f"Goes on until {plain_date(date.fromisoformat(value))}",
        "outcome": lambda: spec.outcomes.get(value, value),
        "back_on": lambda: f"Back in school on {plain_date(date.fromisoformat(value))}",
        "party": lambda: f"Who: {PARTIES.get(value, value)}",
        "evidence": lambda: f"How we know: {value}",
        "moves_on": lambda: f"First day on the new roll: {plain_date(date.fromisoformat(value))}",
        "weeks": lambda: f"After {value} weeks",
        "next_review": lambda: f"Next review: {plain_date(date.fromisoformat(value))}",
        "review_on": lambda: f"Looked at again on {plain_date(date.fromisoformat(value))}",
        "parents_came": lambda: "The parents came" if value == "yes" else "The parents could not come",
        "adjustments": lambda: f"What is different now: {value}",
        "named_adult": lambda: f"The adult to go to: {value}",
    }
    return plain[name]() if name in plain else ""


def _stood(measure: Measure, stood: dict[str, Any]) -> list[str]:
    words = spec_of(measure).field_words
    return [f"{_capital(words.get(name, name))} was: {_value(value)}" for name, value in stood.items()]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return plain_date(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value or "nothing")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def history(measure: Measure, steps: list[MeasureStep]) -> list[Event]:
    """Every step, the newest first; a correction names what stood."""
    return [_event(measure, step) for step in sorted(steps, key=lambda step: -step.number)]


def _event(measure: Measure, step: MeasureStep) -> Event:
    spec = spec_of(measure).step(step.verb)
    title = {"record": "Recorded", "correct": "Corrected"}.get(step.verb) or (
        spec.label if spec else step.verb
    )
    lines = [_said(measure, name, value) for name, value in step.detail.items() if name != "stood"]
    lines += _stood(measure, step.detail.get("stood", {}))
    return Event(step, title, tuple(line for line in (*lines, step.note) if line))


def facts(measure: Measure) -> list[tuple[str, str]]:
    """What was decided and how it ended, as label and words; empty ones are left out."""
    spec = spec_of(measure)
    ended = plain_date(measure.ended_on)
    outcome = spec.outcome_words(measure)
    said = [
        *spec.facts(measure),
        ("Ended", f"{ended}. {outcome}" if ended and outcome else ended or outcome),
        ("Back in school", plain_date(measure.back_on)),
    ]
    return [(label, value) for label, value in said if value]
