"""What events mean: terms, holidays between them, days on which pupils are due, closures. Pure.

Calendars state term dates in four ways, all met in real files: an event for each term, for its first and
its last day, for every school day, or for the holidays only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schools.calendars import bank_holidays
from schools.calendars.arithmetic import AUGUST, SATURDAY, academic_year_of
from schools.calendars.importing.events import Event

ONE_DAY = timedelta(days=1)
# A week without a school day is a holiday; fewer days are INSET days and bank holidays inside a term.
HOLIDAY_WEEKDAYS = 5
LONGEST_TERM = timedelta(days=130)
APRIL = 4

CLOSURE = re.compile(
    r"\b(inset|staff (training|development)|training day|pd days?|closed|closure|non.pupil)\b", re.I
)
BANK_HOLIDAY = re.compile(r"\bbank holiday\b|\bgood friday\b|\beaster monday\b|\bmay day\b", re.I)
FIRST_DAY = re.compile(r"\b(start|starts|begin|begins|first day|opens?|return|returns)\b", re.I)
LAST_DAY = re.compile(r"\b(end|ends|last day|finish|finishes|break up|breaks up|closes)\b", re.I)
HOLIDAY = re.compile(r"\b(holidays?|half[- ]term|break)\b", re.I)
SCHOOL_DAY = re.compile(r"\bterm day\b|\bschool day\b|\bday \d+\b", re.I)
TERM = re.compile(r"\bterm\b|\bautumn\b|\bspring\b|\bsummer\b|\bhalf-?term [1-6]\b", re.I)
# "Sheffield: Bank holiday": whose calendar it is stands before.
WHOSE = re.compile(r"^[^:]{1,60}: *")


@dataclass(frozen=True)
class Stated:
    """What a file states: a term or a closed stretch, both days included, or why an event is neither."""

    number: int
    name: str
    first: date
    last: date
    problem: str = ""


def terms_in(events: Iterable[Event]) -> list[Stated]:
    """The terms that a calendar states, in order. Closures and bank holidays are passed over.

    An event that is none of what a calendar of term dates holds comes back with its problem.
    """
    stated: list[Stated] = []
    edges: list[tuple[date, bool, str, int]] = []
    days: dict[date, int] = {}
    holidays: list[Event] = []
    for event in events:
        name = _without_whose(event.summary)
        is_one_day = event.first == event.last
        if event.problem:
            stated.append(Stated(event.number, name, event.first, event.last, event.problem))
        elif CLOSURE.search(name) or BANK_HOLIDAY.search(name):
            continue
        elif SCHOOL_DAY.search(name) and is_one_day:
            days.setdefault(event.first, event.number)
        elif is_one_day and (FIRST_DAY.search(name) or LAST_DAY.search(name)):
            edges.append((event.first, bool(LAST_DAY.search(name)), name, event.number))
        elif HOLIDAY.search(name) and not re.search(r"half-?term [1-6]\b", name, re.I):
            holidays.append(event)
        elif TERM.search(name) and event.last - event.first <= LONGEST_TERM and not is_one_day:
            stated.append(Stated(event.number, name, event.first, event.last))
        else:
            why = "is no term, holiday, closure or school day that can be told by its name"
            stated.append(Stated(event.number, name, event.first, event.last, why))
    found = any(not one.problem for one in stated)
    stated += _from_edges(edges)
    if not found and not edges:
        stated += _named(_runs(days)) if days else _named(_between(holidays))
    return sorted(stated, key=lambda one: (one.first, one.number))


def closures_in(events: Iterable[Event]) -> list[Stated]:
    """INSET days and closures that a calendar states, in order; everything else is passed over.

    Where it states every school day, a weekday without one inside a term is a closure too.
    """
    stated: list[Stated] = []
    days: dict[date, int] = {}
    for event in sorted(events, key=lambda event: (event.first, event.number)):
        name = _without_whose(event.summary)
        if event.problem or CLOSURE.search(name):
            stated.append(Stated(event.number, name, event.first, event.last, event.problem))
        elif SCHOOL_DAY.search(name) and event.first == event.last:
            days.setdefault(event.first, event.number)
    for first, last, number in _runs(days):
        for day in (first + n * ONE_DAY for n in range((last - first).days)):
            is_free = day.weekday() >= SATURDAY or day in bank_holidays.of_year(day.year)
            is_stated = any(one.first <= day <= one.last for one in stated)
            if not is_free and day not in days and not is_stated:
                stated.append(Stated(number, "No school day in the calendar", day, day))
    return stated


def _without_whose(summary: str) -> str:
    """The name without whose calendar it is, unless what stands there is part of the name."""
    whose = WHOSE.match(summary)
    if whose is None or any(sort.search(whose[0]) for sort in (CLOSURE, TERM, HOLIDAY, FIRST_DAY, LAST_DAY)):
        return summary
    return summary[whose.end() :]


def _runs(days: dict[date, int]) -> Iterator[tuple[date, date, int]]:
    """School days in stretches: a week without one parts them, so does the end of the academic year."""
    first = previous = None
    for day in sorted(days):
        if previous and (_is_holiday(previous, day) or academic_year_of(previous) != academic_year_of(day)):
            yield first or previous, previous, days[first or previous]
            first = None
        first, previous = first or day, day
    if first and previous:
        yield first, previous, days[first]


def _between(holidays: list[Event]) -> Iterator[tuple[date, date, int]]:
    """What lies between two holidays of an academic year, from the first weekday to the last."""
    known_until, number = None, 0
    for holiday in sorted(holidays, key=lambda event: event.first):
        # Nothing of a file is trusted: a gap of a thousand years is not walked through.
        if known_until and ONE_DAY < holiday.first - known_until <= LONGEST_TERM:
            days = [
                day
                for n in range(1, (holiday.first - known_until).days)
                if (day := known_until + n * ONE_DAY).weekday() < SATURDAY
            ]
            if days:
                yield days[0], days[-1], number
        if known_until is None or holiday.last > known_until:
            known_until, number = holiday.last, holiday.number


def _from_edges(edges: list[tuple[date, bool, str, int]]) -> Iterator[Stated]:
    """Terms from events for their first and their last day, in pairs."""
    opened: tuple[date, str, int] | None = None
    for day, is_last, name, number in sorted(edges):
        if is_last and opened and day - opened[0] <= LONGEST_TERM:
            yield Stated(opened[2], _without_edge(opened[1]), opened[0], day)
            opened = None
        elif is_last:
            why = "is the last day of a term whose first day is not in the file"
            yield Stated(number, name, day, day, why)
        else:
            if opened:
                yield _unended(*opened)
            opened = day, name, number
    if opened:
        yield _unended(*opened)


def _unended(day: date, name: str, number: int) -> Stated:
    return Stated(number, name, day, day, "is the first day of a term whose last day is not in the file")


def _without_edge(name: str) -> str:
    return " ".join(re.sub(r"^of\b", "", FIRST_DAY.sub("", name).strip(" -:"), flags=re.I).split()) or "Term"


def _named(runs: Iterable[tuple[date, date, int]]) -> list[Stated]:
    """Stretches without names get those of English terms: `Autumn term 1`."""
    runs = list(runs)
    seasons = [(academic_year_of(first), _season(first)) for first, _, _ in runs]
    named = []
    for place, (first, last, number) in enumerate(runs):
        season = seasons[place]
        name = f"{season[1]} term"
        if seasons.count(season) > 1:
            name += f" {seasons[: place + 1].count(season)}"
        named.append(Stated(number, name, first, last))
    return named


def _season(first: date) -> str:
    return "Autumn" if first.month >= AUGUST else "Spring" if first.month < APRIL else "Summer"


def _is_holiday(before: date, after: date) -> bool:
    """Whether a week's weekdays or more lie between two school days."""
    between = (after - before).days - 1
    weekdays = sum((before + n * ONE_DAY).weekday() < SATURDAY for n in range(1, min(between, 7) + 1))
    return weekdays >= HOLIDAY_WEEKDAYS
