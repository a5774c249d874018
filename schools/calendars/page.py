"""What a page of term dates shows: an academic year with its holidays, closures, and what does not fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import (
    LONGEST_HOLIDAY,
    SATURDAY,
    Calendar,
    academic_year_of,
    academic_year_span,
)
from schools.calendars.models import Closure, Term
from schools.calendars.services import calendar_for
from schools.register.models import School

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A term, or a holiday between two: then `term` is None."""

    name: str
    first: date
    last: date
    school_days: int = 0
    term: Term | None = None


def in_words(year: int) -> str:
    """An academic year: `2026 to 2027`."""
    return f"{year} to {year + 1}"


def terms_that_hold(school: School | None, year: int) -> tuple[list[Term], bool]:
    """The terms of an academic year in order, and whether they are the school's own."""
    terms = list(
        Term.objects.filter(Q(school=None) | Q(school=school), starts_on__range=academic_year_span(year))
    )
    own = [term for term in terms if school and term.school_id == school.pk]
    return own or [term for term in terms if term.school_id is None], bool(own)


def year_page(school: School | None, year: int, today: date) -> dict[str, Any]:
    """The page's context for one academic year, at a school or in the authority."""
    terms, is_own = terms_that_hold(school, year)
    calendar = calendar_for(school.pk if school else None)
    begins, ends = academic_year_span(year)
    of_this_year = closures(school).filter(on__range=(begins, ends))
    return {
        "school": school,
        "year": year,
        "years": years(school, today),
        "year_words": in_words(year),
        "is_own": is_own,
        "lines": list(lines(terms, calendar)),
        "problems": list(problems(terms, begins, ends)),
        "school_days": calendar.count(begins - ONE_DAY, ends) if terms else None,
        "closures": [(closure, _is_idle(closure.on, terms)) for closure in of_this_year],
        "now": now(school, today) if academic_year_of(today) == year else None,
    }


def closures(school: School | None) -> Any:
    """Closures that hold at a school: its own and the authority's."""
    return Closure.objects.filter(Q(school=None) | Q(school=school))


def years(school: School | None, today: date) -> list[tuple[int, str]]:
    """Academic years with dates, and this one and the next; in order, with their words."""
    terms = Term.objects.filter(Q(school=None) | Q(school=school)).order_by()
    this_year = academic_year_of(today)
    known = {academic_year_of(day) for day in terms.values_list("starts_on", flat=True)}
    known |= {this_year, this_year + 1}
    return [(year, in_words(year)) for year in sorted(known)]


def lines(terms: Iterable[Term], calendar: Calendar) -> Iterator[Line]:
    """The terms in order with the holidays between them."""
    known_until: date | None = None
    for term in terms:
        if known_until and _weekdays(known_until + ONE_DAY, term.starts_on - ONE_DAY):
            yield Line("Holiday", known_until + ONE_DAY, term.starts_on - ONE_DAY)
        days = calendar.count(term.starts_on - ONE_DAY, term.ends_on)
        yield Line(term.name, term.starts_on, term.ends_on, days, term)
        known_until = max(known_until or term.ends_on, term.ends_on)


def problems(terms: list[Term], begins: date, ends: date) -> Iterator[str]:
    """What is wrong with the terms of an academic year, each in a sentence that says how to mend it."""
    known_until = begins - ONE_DAY
    for term in terms:
        if known_until >= term.starts_on:
            yield f"{term.name} begins on {plain_date(term.starts_on)}, before the term before it ends."
        elif term.starts_on - known_until > LONGEST_HOLIDAY:
            yield _missing(known_until + ONE_DAY, term.starts_on - ONE_DAY)
        known_until = max(known_until, term.ends_on)
    if terms and ends + ONE_DAY - known_until > LONGEST_HOLIDAY:
        yield _missing(known_until + ONE_DAY, ends)


def now(school: School | None, today: date) -> dict[str, Any]:
    """Where today stands: the term or the next one, its school days left, the next school day and closure."""
    calendar = calendar_for(school.pk if school else None)
    year = academic_year_of(today)
    terms = terms_that_hold(school, year)[0]
    term = next((term for term in terms if term.starts_on <= today <= term.ends_on), None)
    if term is None and not any(later.starts_on > today for later in terms):
        terms = terms_that_hold(school, year + 1)[0]
    return {
        "term": term,
        "days_left": calendar.count(today, term.ends_on) if term else None,
        "next_term": next((later for later in terms if later.starts_on > today), None),
        "is_school_day": calendar.is_school_day(today),
        "next_day": calendar.add(today, 1),
        "next_closure": closures(school).filter(on__gt=today).first(),
    }


def _missing(first: date, last: date) -> str:
    return (
        f"No term lies between {plain_date(first)} and {plain_date(last)}. Add the missing term: until then "
        "due dates in these days are estimated."
    )


def _weekdays(first: date, last: date) -> int:
    return sum((first + n * ONE_DAY).weekday() < SATURDAY for n in range((last - first).days + 1))


def _is_idle(day: date, terms: Iterable[Term]) -> bool:
    """Whether a closure lies on a day that is no school day anyway, so that it changes nothing."""
    calendar = Calendar(tuple((term.starts_on, term.ends_on) for term in terms), frozenset())
    return not calendar.is_school_day(day)
