"""How a kind of measure is described: everything that pages, services and lists ask about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from exclusions.measures.dues import Rule
from exclusions.measures.enums import OPEN, READERS, RECORDERS, MeasureKind, State
from exclusions.measures.models import Measure
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.pupils.models import Pupil


@dataclass(frozen=True)
class StepSpec:
    """One thing that can happen about a measure: what its form asks, and what it changes.

    `sources` are the states in which it fits, `target` the state after it, where that changes. `sets` maps
    columns of the measure to what fills them: `on`, `note`, or the name of an extra field. `who` takes it:
    the measure's `own` school, the `other` at its other end, or `either`. `tells` is the rest of a sentence
    that begins with the reference.
    """

    verb: str
    label: str
    day: str
    hint: str = ""
    asks: tuple[str, ...] = ()
    note: str = "Anything to add (optional)"
    needs_note: bool = False
    may_be_ahead: bool = False
    sources: tuple[State, ...] = OPEN
    target: State | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    who: Literal["own", "other", "either"] = "own"
    tells: str = ""
    fits: Callable[[Any], bool] = lambda measure: True
    # Refuses (Refused) what cannot be, before anything is written: measure, day, extras.
    check: Callable[[Any, date, Mapping[str, Any]], None] | None = None
    # Carries out what the step means elsewhere, in the same transaction: measure, day, extras, who.
    does: Callable[[Any, date, Mapping[str, Any], User], None] | None = None
    button: str = "Save"

    def fits_now(self, measure: Measure) -> bool:
        return measure.state in self.sources and self.fits(measure)


@dataclass(frozen=True)
class KindSpec:
    """One kind of measure. `slug` stands in addresses, `a_noun` in sentences."""

    kind: MeasureKind
    slug: str
    label: str
    plural: str
    a_noun: str
    intro: tuple[str, ...]
    law: str
    model: type[Measure]
    form: type[Any]
    table: type[Any]
    rules: tuple[Rule, ...]
    steps: tuple[StepSpec, ...]
    outcomes: Mapping[str, str]
    facts: Callable[[Any], list[tuple[str, str]]]
    # Raises Refused for a measure that cannot stand beside the pupil's others.
    check: Callable[[Pupil, Mapping[str, Any], int | None], None]
    first_state: State = State.LIVE
    # The school at the other end reads it from the moment it is recorded.
    shares: bool = False
    # Carries out what recording it means elsewhere, in the same transaction.
    after_recording: Callable[[Any, User], None] = lambda measure, by: None
    field_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def see(self) -> Power:
        return READERS[self.kind]

    @property
    def record(self) -> Power:
        return RECORDERS[self.kind]

    def step(self, verb: str) -> StepSpec | None:
        return next((step for step in self.steps if step.verb == verb), None)

    def outcome_words(self, measure: Measure) -> str:
        return self.outcomes.get(measure.outcome, "")


VOID = StepSpec(
    "void",
    "Recorded in error",
    "Day on which this was found",
    "For a record that should never have been made: the wrong pupil, say. It counts nowhere.",
    note="What was wrong?",
    needs_note=True,
    sources=tuple(state for state in State if state != State.VOID),
    target=State.VOID,
    button="Mark as recorded in error",
)
