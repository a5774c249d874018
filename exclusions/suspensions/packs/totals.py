"""Adding up what a pupil was suspended for: by term, by year, and in an unbroken run. In sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import DayPart
from schools.calendars.arithmetic import Calendar, academic_year_of, academic_year_span
from schools.calendars.periods import TermSpan, statutory_term

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TermTotal:
    """The sessions of one statutory term."""

    term: TermSpan
    sessions: int


@dataclass(frozen=True)
class YearTotal:
    """The sessions of one academic year, by the year in which it began: 2026 for 2026/27."""

    year: int
    sessions: int


def term_totals(served: Iterable[Days], of: Days, calendar: Calendar) -> list[TermTotal]:
    """For each statutory term in which `of` has a day: the total of everything served in it.

    `served` holds the days of every suspension of the pupil that counts, `of` among them, across schools.
    The terms are those of the calendar of the school that suspends now (domain.md 1.4).
    """
    everything = list(served)
    terms = {term.starts_on: term for term in (statutory_term(calendar, day) for day in of.dates)}
    return [
        TermTotal(term, _within(everything, term.starts_on, term.ends_on))
        for _, term in sorted(terms.items())
    ]


def year_totals(served: Iterable[Days], of: Days) -> list[YearTotal]:
    """For each academic year in which `of` has a day: the total of everything served in it."""
    everything = list(served)
    years = sorted({academic_year_of(day) for day in of.dates})
    return [YearTotal(year, _within(everything, *academic_year_span(year))) for year in years]


def _within(everything: Iterable[Days], first: date, last: date) -> int:
    return sum(days.within(first, last).sessions for days in everything)


def run_start(served: Iterable[Days], of: Days, calendar: Calendar) -> date:
    """The first day of the unbroken run of suspended school days that ends with `of`.

    Consecutive suspensions add up for education from the sixth day (domain.md 1.7). A day counts with any
    session of it; a lunchtime does not (settled by decision 24). Where `of` itself has a gap, the run that
    lies last.
    """
    suspended = {day for days in (*served, of) for day, part in days.parts if part != DayPart.LUNCHTIME}
    own = [day for day, part in of.parts if part != DayPart.LUNCHTIME]
    if not own:
        return of.first
    start = own[-1]
    while True:
        before = calendar.add(start, -1).on
        if before not in suspended:
            return start
        start = before
