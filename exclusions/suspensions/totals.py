"""A pupil's running totals, read from the records: what a suspension makes of the term and of the year."""

from collections.abc import Iterable
from dataclasses import dataclass

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.packs.thresholds import (
    TERM,
    YEAR,
    YEAR_LIMIT,
    Threshold,
    newly_crossed,
)
from exclusions.suspensions.packs.totals import TermTotal, YearTotal, term_totals, year_totals
from schools.calendars.arithmetic import academic_year_span
from schools.calendars.services import calendar_for
from schools.pupils.models import Pupil


@dataclass(frozen=True)
class Line:
    """The total of one term or year with the suspension in question, and what it was before; in sessions."""

    name: str
    total: int
    before: int
    is_estimated: bool = False


@dataclass(frozen=True)
class Tally:
    """What a suspension adds up to. `crossed` are thresholds that it reaches and the pupil had not."""

    terms: tuple[Line, ...]
    years: tuple[Line, ...]
    crossed: tuple[Threshold, ...]

    @property
    def worst_year(self) -> Line:
        """The academic year with the most sessions."""
        return max(self.years, key=lambda line: line.total)

    @property
    def is_lawful(self) -> bool:
        """Within the 45 school days of an academic year, across schools (domain.md 1.4)."""
        return self.worst_year.total <= YEAR_LIMIT


def served_by(pupil: Pupil, *, without: Iterable[int] = ()) -> list[Days]:
    """The days of every suspension of a pupil that count, across schools; `without` leaves some out."""
    rows = Suspension.objects.counted().filter(pupil__in=pupil.records).exclude(kind=SuspensionKind.PERMANENT)
    return [row.served for row in rows.exclude(pk__in=list(without)).only("days", "state", "back_on")]


def tally(pupil: Pupil, school_id: int, days: Days, *, without: Iterable[int] = ()) -> Tally:
    """What these days make of the pupil's term and year, by the calendar of the school that suspends."""
    return _tally(served_by(pupil, without=without), school_id, days)


def tally_of(suspension: Suspension) -> Tally:
    """What a recorded suspension makes of the pupil's term and year, later records among them."""
    return tally(suspension.pupil, suspension.school_id, suspension.served, without=[suspension.pk])


def _tally(served: list[Days], school_id: int, days: Days) -> Tally:
    calendar = calendar_for(school_id)
    terms = tuple(_term(total, days) for total in term_totals([*served, days], days, calendar))
    years = tuple(_year(total, days) for total in year_totals([*served, days], days))
    crossed = [t for line in terms for t in newly_crossed(TERM, line.before, line.total)]
    crossed += [t for line in years for t in newly_crossed(YEAR, line.before, line.total)]
    return Tally(terms, years, tuple(dict.fromkeys(crossed)))


def _term(total: TermTotal, days: Days) -> Line:
    term = total.term
    own = days.within(term.starts_on, term.ends_on).sessions
    return Line(term.name, total.sessions, total.sessions - own, term.is_estimated)


def _year(total: YearTotal, days: Days) -> Line:
    own = days.within(*academic_year_span(total.year)).sessions
    name = f"Academic year {total.year}/{(total.year + 1) % 100:02d}"
    return Line(name, total.sessions, total.sessions - own)
