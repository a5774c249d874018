"""School time: the one place that knows which days are school days where.

Order of authority: a school's own terms of a year, then the authority's; closures of both; then bank
holidays. Where no dates speak about a day, weekdays count and the answer is marked estimated
(`arithmetic.Calendar`).
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from schools.calendars import periods
from schools.calendars.arithmetic import Answer, Calendar, Span, academic_year_of
from schools.calendars.models import Closure, Term
from schools.calendars.periods import Session, TermSpan

__all__ = [
    "Answer",
    "Calendar",
    "Session",
    "TermSpan",
    "academic_year_of",
    "add_school_days",
    "calendar_for",
    "forget_calendars",
    "is_school_day",
    "prepare_calendars",
    "remember",
    "school_days_between",
    "sessions_between",
    "statutory_term",
]

# Other processes see changed dates after this many seconds at the latest.
CACHE_SECONDS = 300
# Stored with every remembered calendar: a new number makes all of them old at once.
EDITION = "calendars:edition"
EDITION_SECONDS = 30 * 24 * 60 * 60


def calendar_for(school_id: int | None) -> Calendar:
    """The calendar that holds at a school, or in the authority where None. Ask once before a loop."""
    return prepare_calendars([school_id])[school_id]


def prepare_calendars(school_ids: Iterable[int | None]) -> dict[int | None, Calendar]:
    """The calendars of many schools by key, for a list: one look at the cache, at most two queries."""
    keys = {_key(school_id): school_id for school_id in school_ids}
    kept = cache.get_many([EDITION, *keys])
    edition = kept.pop(EDITION, 0)
    known = {keys[key]: _worked_out(calendar) for key, (of, calendar) in kept.items() if of == edition}
    missing = [school_id for school_id in keys.values() if school_id not in known]
    if missing:
        read = _read(missing)
        cache.set_many({_key(i): (edition, calendar) for i, calendar in read.items()}, CACHE_SECONDS)
        known |= {school_id: _worked_out(calendar) for school_id, calendar in read.items()}
    return known


def remember(name: str, read: Callable[[], Any]) -> Any:
    """What `read` worked out from terms and closures under this name: kept as long as calendars are."""
    key = f"calendar:{name}"
    kept = cache.get_many([EDITION, key])
    edition = kept.get(EDITION, 0)
    of, found = kept.get(key, (None, None))
    if of != edition:
        found = read()
        cache.set(key, (edition, found), CACHE_SECONDS)
    return found


def forget_calendars() -> None:
    """Terms or closures have changed: read them again, here at once, elsewhere after the commit."""

    def new_edition() -> None:
        cache.set(EDITION, (cache.get(EDITION) or 0) + 1, EDITION_SECONDS)

    new_edition()
    # Between the change and its commit another process may have read and kept the old dates.
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(new_edition)


def is_school_day(day: date, school_id: int | None = None) -> bool:
    """Whether pupils are due at the school (or in the authority) on this day."""
    return calendar_for(school_id).is_school_day(day)


def add_school_days(start: date, days: int, school_id: int | None = None) -> Answer:
    """The school day that is `days` school days after `start` at a school; see `Calendar.add`."""
    return calendar_for(school_id).add(start, days)


def school_days_between(start: date, end: date, school_id: int | None = None) -> int:
    """School days after `start` up to and including `end`; negative where `end` is earlier."""
    return calendar_for(school_id).count(start, end)


def statutory_term(day: date, school_id: int | None = None) -> TermSpan:
    """The term in which suspensions of this day are added up at a school; see `periods.statutory_term`."""
    return periods.statutory_term(calendar_for(school_id), day)


def sessions_between(
    first: date, first_session: Session, last: date, last_session: Session, school_id: int | None = None
) -> int:
    """School sessions from one to another at a school, both included; see `periods.sessions_between`."""
    return periods.sessions_between(calendar_for(school_id), first, first_session, last, last_session)


@lru_cache(maxsize=1000)
def _worked_out(calendar: Calendar) -> Calendar:
    """The equal calendar this process met first: its years are counted out already (`Calendar._days`)."""
    return calendar


def _key(school_id: int | None) -> str:
    return f"calendar:{school_id or 'authority'}"


def _read(school_ids: Iterable[int | None]) -> dict[int | None, Calendar]:
    here = Q(school=None) | Q(school__in=[school_id for school_id in school_ids if school_id])
    terms = list(Term.objects.filter(here).values_list("school_id", "starts_on", "ends_on"))
    closures = list(Closure.objects.filter(here).values_list("school_id", "on"))
    calendars = {}
    for school_id in school_ids:
        own = [(starts, ends) for owner, starts, ends in terms if owner and owner == school_id]
        shared = [(starts, ends) for owner, starts, ends in terms if owner is None]
        days = frozenset(on for owner, on in closures if owner in (None, school_id))
        calendars[school_id] = Calendar(_terms(own, shared), days)
    return calendars


def _terms(own: list[Span], shared: list[Span]) -> tuple[Span, ...]:
    """A school that states its own terms of a year states them all: the authority's do not mix in."""
    own_years = {academic_year_of(starts) for starts, _ in own}
    return tuple(sorted(own + [term for term in shared if academic_year_of(term[0]) not in own_years]))
