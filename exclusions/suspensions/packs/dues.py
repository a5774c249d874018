"""What comes out of a rule pack: who owes what to whom by when, from which rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import TextChoices

from exclusions.suspensions.packs.facts import Facts
from schools.calendars.arithmetic import Answer, Calendar
from schools.register.enums import Regime


class Who(TextChoices):
    """Whose duty it is."""

    HEADTEACHER = "headteacher", "Headteacher"
    BOARD = "board", "Governing board"
    AUTHORITY = "authority", "The school’s local authority"
    HOME_AUTHORITY = "home_authority", "The local authority where the pupil lives"
    TRUST = "trust", "Academy trust"
    PARENTS = "parents", "Parents"


OWED_BY_AN_AUTHORITY = (Who.AUTHORITY, Who.HOME_AUTHORITY)


class Clock(Enum):
    """What the date of a duty means."""

    WITHOUT_DELAY = "without delay"
    BY = "by"
    # A right that ends, or a day before which nothing may happen: nobody is late.
    LAST_DAY_OF_RIGHT = "last day"
    NOT_BEFORE = "not before"
    NO_LIMIT = "no time limit"
    SHOULD = "recommended by"


# Overdue only where the law, or good practice, wants it done by a day.
CAN_BE_LATE = (Clock.WITHOUT_DELAY, Clock.BY, Clock.SHOULD)


@dataclass(frozen=True)
class Due:
    """One duty of one exclusion. `code` is the duty's name within it.

    `by` is None where there is no time limit. For `WITHOUT_DELAY` it is the day on which the duty began:
    from the next day on it is late (settled by decision 24). `is_estimated` where term dates were missing.
    """

    code: str
    what: str
    who: Who
    to: str
    by: date | None
    clock: Clock
    because: str
    is_estimated: bool = False
    rule: str = ""
    source: str = ""

    def is_late(self, today: date) -> bool:
        """Whether the day has passed, had nobody done it."""
        return self.clock in CAN_BE_LATE and self.by is not None and self.by < today


@dataclass(frozen=True)
class Rule:
    """One rule of law or guidance: what it says in a sentence, where that stands, and how it is applied."""

    code: str
    label: str
    source: str
    apply: Callable[[Facts, Calendar], Iterator[Due]]


def at_once(code: str, what: str, to: str, on: date, because: str, who: Who = Who.HEADTEACHER) -> Due:
    """A duty to be done without delay after a day."""
    return Due(code, what, who, to, on, Clock.WITHOUT_DELAY, because)


def by_school_day(code: str, what: str, who: Who, to: str, answer: Answer, because: str) -> Due:
    """A duty with a last school day."""
    return Due(code, what, who, to, answer.on, Clock.BY, because, answer.is_estimated)


def last_of_term(ends_on: date, calendar: Calendar) -> Answer:
    """The last school day of a term: what is reported once a term is due then, not in the holidays after it
    (settled by decision 24).
    """
    return calendar.add(ends_on + timedelta(days=1), -1)


def board_of(regime: Regime) -> str:
    """What the governing board of a school of this kind is called (SI 2012/1033, Parts 2 to 4)."""
    return {Regime.PRU: "management committee", Regime.ACADEMY: "academy trust’s governing board"}.get(
        regime, "governing board"
    )


def _before(last: date | None, day: date | None) -> date | None:
    """A day before another, else None: a meeting after the examination did not come before it."""
    return day if day and last and day < last else None


# What happened on the record's own steps carries a duty out: by code of the duty.
_CARRIED_OUT: dict[str, Callable[[Facts], date | None]] = {
    "sixth_day": lambda facts: facts.educated_on,
    "first_day_education": lambda facts: facts.educated_on,
    "provision_notice": lambda facts: facts.education_told_on,
    "tell_board": lambda facts: facts.noticed_on,
    "board_meeting": lambda facts: facts.board_decided_on,
    "board_before_test": lambda facts: _before(facts.test_on, facts.board_decided_on),
    "consider_representations": lambda facts: facts.considered_on or facts.board_decided_on,
    "tell_decision": lambda facts: facts.decision_told_on,
    "review_hearing": lambda facts: facts.panel_told_on or facts.review_ended_on,
    "reconsideration": lambda facts: facts.reconsidered_on,
}


def carried_out_on(code: str, facts: Facts) -> date | None:
    """The day on which a step of the record itself did what a duty asks; None where none did."""
    known = _CARRIED_OUT.get(code)
    return known(facts) if known else None
