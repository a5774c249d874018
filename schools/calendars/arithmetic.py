"""Which days are school days, and counting in them: pure, without database and cache.

A school day is a day on which there is a school session (Education Act 1996 s.579).
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from schools.calendars import bank_holidays

Span = tuple[date, date]
ONE_DAY = timedelta(days=1)
SATURDAY, AUGUST = 5, 8
# Beyond this many days without an answer the request itself is wrong.
HORIZON = timedelta(days=3 * 366)
EARLIEST, LATEST = date.min + HORIZON, date.max - HORIZON
# No holiday lasts longer (summer is cut at 1 August): where term dates leave a longer gap, some are missing.
LONGEST_HOLIDAY = timedelta(days=49)


@dataclass(frozen=True)
class Answer:
    """A date, and whether it rests on the fall-back rule for want of dates."""

    on: date
    is_estimated: bool


def academic_year_of(day: date) -> int:
    """The year in which the academic year of this day began: 2026 for 23 November 2026.

    In law a year turns on the first school day after 31 July (domain.md 1.4). No school day lies
    between, so for school days 1 August says the same, and it needs no calendar.
    """
    return day.year if day.month >= AUGUST else day.year - 1


@dataclass(frozen=True)
class Calendar:
    """Terms and closures that hold at one school, or in the authority."""

    terms: tuple[Span, ...]
    closures: frozenset[date]

    def is_covered(self, day: date) -> bool:
        """Whether term dates and published bank holidays speak about this day.

        Term dates speak about an academic year from end to end, holidays included, except where
        they leave a gap that is too long to be a holiday.
        """
        return _within(day, *self._covered) and bank_holidays.is_published(day.year)

    def covers(self, first: date, last: date) -> bool:
        """Whether term dates speak about every day from `first` to `last`; bank holidays aside."""
        firsts, lasts = self._covered
        place = bisect_right(firsts, first) - 1
        return place >= 0 and last <= lasts[place]

    def is_school_day(self, day: date) -> bool:
        """Whether pupils are due; by the fall-back rule where no dates speak about the day.

        The fall-back: every weekday outside August that is no bank holiday.
        """
        if day.weekday() >= SATURDAY or day in self.closures or day in bank_holidays.of_year(day.year):
            return False
        if _within(day, *self._open):
            return True
        return day.month != AUGUST and not _within(day, *self._covered)

    def add(self, start: date, days: int) -> Answer:
        """The school day that is `days` school days after `start` (before it, where negative).

        `start` is day 0 whether it is a school day or not; with 0 days the answer is `start` where
        it is a school day, else the next one. The answer is estimated where any day that had to be
        looked at is. Raises ValueError where three years hold no answer.
        """
        step, left = (-ONE_DAY, -days) if days < 0 else (ONE_DAY, days)
        first = start - HORIZON if start > EARLIEST else date.min
        last = start + HORIZON if start < LATEST else date.max
        day, covered = start, True
        if left == 0:
            covered = self.is_covered(day)
            left = 0 if self.is_school_day(day) else 1
        while left:
            if day in (first, last):
                raise ValueError(f"No such school day within three years of {start}: check the term dates.")
            day += step
            covered = covered and self.is_covered(day)
            left -= self.is_school_day(day)
        return Answer(day, is_estimated=not covered)

    def count(self, start: date, end: date) -> int:
        """School days after `start` up to and including `end`; negative where `end` is earlier."""
        if end < start:
            return -self.count(end, start)
        return sum(self.is_school_day(start + n * ONE_DAY) for n in range(1, (end - start).days + 1))

    @cached_property
    def _open(self) -> tuple[list[date], list[date]]:
        return _joined(self.terms)

    @cached_property
    def _covered(self) -> tuple[list[date], list[date]]:
        spans: list[Span] = []
        for year in {academic_year_of(starts) for starts, _ in self.terms}:
            terms = sorted(term for term in self.terms if academic_year_of(term[0]) == year)
            begins, ends = date(year, AUGUST, 1), date(year + 1, 7, 31)
            known_until = begins - ONE_DAY
            for first, last in [*terms, (ends + ONE_DAY, ends)]:
                if first - known_until <= LONGEST_HOLIDAY:
                    spans.append((known_until + ONE_DAY, max(last, first - ONE_DAY)))
                else:
                    spans.append((first, last))
                known_until = max(known_until, last)
        return _joined(spans)


def _joined(spans: Iterable[Span]) -> tuple[list[date], list[date]]:
    """First and last days of the spans in order, overlapping and touching ones made one."""
    firsts: list[date] = []
    lasts: list[date] = []
    for first, last in sorted(spans):
        if last < first:
            continue
        if lasts and first <= lasts[-1] + ONE_DAY:
            lasts[-1] = max(lasts[-1], last)
        else:
            firsts.append(first)
            lasts.append(last)
    return firsts, lasts


def _within(day: date, firsts: list[date], lasts: list[date]) -> bool:
    place = bisect_right(firsts, day) - 1
    return place >= 0 and day <= lasts[place]
