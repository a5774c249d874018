"""What the law and good practice ask of a measure, by which day: dated rules, pure, each with its source."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from exclusions.measures.models import Measure, MeasureStep
from exclusions.suspensions.packs.dues import Clock, Due
from schools.calendars.arithmetic import Calendar
from schools.register.enums import Regime

# The statutory guidance that binds academies and units too, and ends trial moves (domain.md 0).
FROM_2026 = date(2026, 7, 26)


@dataclass(frozen=True)
class Story:
    """A measure as it stands, with what happened about it in order. Nothing is read from the database.

    `regime` is that of the school that decided it.
    """

    measure: Any
    regime: Regime
    steps: list[MeasureStep] = field(default_factory=list)

    def all(self, *verbs: str) -> list[MeasureStep]:
        return [step for step in self.steps if step.verb in verbs]

    def last_on(self, *verbs: str) -> date | None:
        """The latest day on which one of these happened; None where none did."""
        return max((step.on for step in self.all(*verbs)), default=None)

    def first_on(self, *verbs: str) -> date | None:
        return min((step.on for step in self.all(*verbs)), default=None)

    @property
    def since_2026(self) -> bool:
        """Whether the guidance of 26 July 2026 governs it: by its first day, as with exclusions."""
        return (self.measure.starts_on or date.max) >= FROM_2026


@dataclass(frozen=True)
class Owed:
    """One thing to do by a day, the step that does it, and when that was."""

    due: Due
    verb: str
    done_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due.is_late(today)

    @property
    def was_late(self) -> bool:
        return bool(self.done_on and self.due.by and self.due.is_late(self.done_on))


Apply = Callable[[Story, Calendar], Iterator[Owed]]


@dataclass(frozen=True)
class Rule:
    """One rule: what it says in a sentence, where that stands, and how it is applied."""

    code: str
    label: str
    source: str
    apply: Apply


def owed(rules: Iterable[Rule], story: Story, calendar: Calendar) -> list[Owed]:
    """Everything these rules ask for, in their order, done or not."""
    if story.measure.state == "void":
        return []
    return [
        replace(each, due=replace(each.due, rule=rule.code, source=rule.source))
        for rule in rules
        for each in rule.apply(story, calendar)
    ]


def next_of(things: Iterable[Owed]) -> Owed | None:
    """What falls due first of what is still to do by a day."""
    waiting = [each for each in things if each.is_open and each.due.by and each.due.is_late(date.max)]
    return min(waiting, key=lambda each: each.due.by or date.max, default=None)


def story_of(measure: Measure, steps: Iterable[MeasureStep]) -> Story:
    """Of a measure read with its school."""
    return Story(measure, Regime(measure.school.regime), sorted(steps, key=lambda step: step.number))


__all__ = ["FROM_2026", "Clock", "Due", "Owed", "Rule", "Story", "next_of", "owed", "story_of"]
