"""Which days are school days, and counting in them: pure, without database and cache.

A school day is a day on which there is a school session (Education Act 1996 s.579).
"""

from array import array
from bisect import bisect_left, bisect_right
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
YEARS_IN_HORIZON = HORIZON.days // 365 + 1
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


def academic_year_span(year: int) -> Span:
    """The first and the last day of the academic year that began in `year`, holidays included."""
    return date(year, AUGUST, 1), date(year + 1, AUGUST, 1) - ONE_DAY


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
        day = start.toordinal()
        if days < 0:
            on = self._before(day, -days, start.year)
        else:
            # The first school day from `start` on is the first after the day before it.
            day, days = (day, days) if days else (day - 1, 1)
            on = self._after(day, days, start.year)
        if on is None or abs(on - start.toordinal()) > HORIZON.days:
            raise ValueError(f"No such school day within three years of {start}: check the term dates.")
        answer = date.fromordinal(on)
        looked_at = (answer, date.fromordinal(day - 1)) if on < day else (date.fromordinal(day + 1), answer)
        return Answer(answer, is_estimated=not self._is_sure(*looked_at))

    def count(self, start: date, end: date) -> int:
        """School days after `start` up to and including `end`; negative where `end` is earlier."""
        if end < start:
            return -self.count(end, start)
        whole_years = sum(len(self._days(year)) for year in range(start.year, end.year))
        before_end = bisect_right(self._days(end.year), end.toordinal())
        return whole_years + before_end - bisect_right(self._days(start.year), start.toordinal())

    def _after(self, day: int, count: int, year: int) -> int | None:
        """The school day `count` after a day of this year (or the eve of it), None beyond the horizon."""
        place = bisect_right(self._days(year), day) + count - 1
        for later in range(year, min(year + YEARS_IN_HORIZON, date.max.year) + 1):
            days = self._days(later)
            if place < len(days):
                return days[place]
            place -= len(days)
        return None

    def _before(self, day: int, count: int, year: int) -> int | None:
        """The school day `count` before a day of this year, None beyond the horizon."""
        place = bisect_left(self._days(year), day) - count
        for earlier in range(year, max(year - YEARS_IN_HORIZON, date.min.year) - 1, -1):
            if place >= 0:
                return self._days(earlier)[place]
            if earlier > date.min.year:
                place += len(self._days(earlier - 1))
        return None

    def _is_sure(self, first: date, last: date) -> bool:
        """Whether every day from `first` to `last` is covered."""
        return self.covers(first, last) and all(
            bank_holidays.is_published(year) for year in range(first.year, last.year + 1)
        )

    def _days(self, year: int) -> "array[int]":
        """The school days of a calendar year in order, as ordinals; worked out when first asked for."""
        days = self._years.get(year)
        if days is None:
            span = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            days = array("l", (n for n in span if self.is_school_day(date.fromordinal(n))))
            self._years[year] = days
        return days

    @cached_property
    def _years(self) -> "dict[int, array[int]]":
        return {}

    @cached_property
    def _open(self) -> tuple[list[date], list[date]]:
        return _joined(self.terms)

    @cached_property
    def _covered(self) -> tuple[list[date], list[date]]:
        spans: list[Span] = []
        for year in {academic_year_of(starts) for starts, _ in self.terms}:
            terms = sorted(term for term in self.terms if academic_year_of(term[0]) == year)
            begins, ends = academic_year_span(year)
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
