"""Statutory terms and school sessions: pure, without database and cache."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from schools.calendars.arithmetic import Calendar, Span, academic_year_of, academic_year_span
from schools.calendars.bank_holidays import easter_sunday

ONE_DAY = timedelta(days=1)
NAMES = ("Autumn term", "Spring term", "Summer term")


class Session(models.TextChoices):
    """Half a school day, the unit in which exclusions are counted (domain.md 1.4); in order of the day."""

    MORNING = "am", "Morning"
    AFTERNOON = "pm", "Afternoon"


@dataclass(frozen=True)
class TermSpan:
    """A term in the sense of the exclusion thresholds, first and last day included, holidays too.

    `is_estimated` where term dates are missing, so that the school may have three terms of its own.
    """

    name: str
    starts_on: date
    ends_on: date
    is_estimated: bool


def statutory_term(calendar: Calendar, day: date) -> TermSpan:
    """The term in which suspensions of this day are added up (SI 2012/1033; domain.md 1.4).

    Where a school's year has three terms, those. Where it has more, the three periods that end on the
    reference dates 31 December, Easter Monday and 31 July. A day in a holiday belongs to the term that
    ended before it; the law is silent on that and no session lies there. The three terms of a year
    therefore hold every day from 1 August to 31 July once.
    Raises ValueError in the first and the last academic year that dates can express.
    """
    year = academic_year_of(day)
    begins, ends = academic_year_span(year)
    starts = sorted({first for first, _ in calendar.terms if academic_year_of(first) == year})
    is_known = calendar.covers(begins, ends)
    if is_known and len(starts) == len(NAMES):
        turns = [first - ONE_DAY for first in starts[1:]]
    else:
        turns = [date(year, 12, 31), easter_sunday(year + 1) + ONE_DAY]
    spans: list[Span] = list(zip([begins, *(t + ONE_DAY for t in turns)], [*turns, ends], strict=True))
    place = next(n for n, (_, last) in enumerate(spans) if day <= last)
    first, last = spans[place]
    # Fewer than three terms are no whole year, whatever they cover.
    is_estimated = not is_known or len(starts) < len(NAMES)
    return TermSpan(f"{NAMES[place]} {first.year}", first, last, is_estimated)


def sessions_between(
    calendar: Calendar, first: date, first_session: Session, last: date, last_session: Session
) -> int:
    """School sessions from one to another, both included; a school day has two, any other day none.

    Raises ValueError where the last comes before the first.
    """
    starts_late, ends_early = first_session == Session.AFTERNOON, last_session == Session.MORNING
    if (last, not ends_early) < (first, starts_late):
        raise ValueError(f"The last session ({last}) is before the first ({first}).")
    days = calendar.is_school_day(first) + calendar.count(first, last)
    return (
        2 * days
        - (starts_late and calendar.is_school_day(first))
        - (ends_early and calendar.is_school_day(last))
    )


def published_terms(year: int) -> tuple[TermSpan, ...]:
    """The three terms of an academic year as the Department's statistics cut it (domain.md 4.1).

    `year` is the one in which the academic year begins: 2026 for 2026/27. Spring ends on Easter Sunday. These
    are the same for every school; what a suspension adds up to in law goes by `statutory_term`.
    """
    begins, ends = academic_year_span(year)
    turns = [date(year, 12, 31), easter_sunday(year + 1)]
    spans = zip([begins, *(t + ONE_DAY for t in turns)], [*turns, ends], strict=True)
    return tuple(TermSpan(name, first, last, False) for name, (first, last) in zip(NAMES, spans, strict=True))
