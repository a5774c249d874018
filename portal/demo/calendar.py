"""Term dates of the demo authority, and school-day arithmetic fast enough for millions of dates."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.core.cache import cache

from schools.calendars.bank_holidays import easter_sunday
from schools.calendars.models import Closure, Term
from schools.calendars.services import academic_year_of, calendar_for
from schools.register.enums import TypeGroup
from schools.register.models import School

MONDAY, THURSDAY, FRIDAY = 0, 3, 4
# However large the authority is.
MOST_WITH_CLOSURES = 24
YEARS_AROUND = 2
# Far enough on both sides of two years of history for every deadline counted in it.
DAYS_BACK, DAYS_AHEAD = 800, 200


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def half_terms(year: int, autumn_break_weeks: int = 1) -> list[tuple[str, date, date]]:
    """Name, first and last day of the six half-terms of an academic year.

    The way most English authorities set them: a week's break around the end of October, in the middle
    of February and from the last Monday of May; two weeks around Easter Sunday.
    """
    after = year + 1
    autumn_break = on_or_after(date(year, 10, 23), MONDAY)
    winter_break = on_or_after(date(after, 2, 12), MONDAY)
    spring_holiday = on_or_before(date(after, 5, 31), MONDAY)
    easter_day = easter_sunday(after)
    week = timedelta(days=7)
    friday_before = timedelta(days=-3)
    return [
        ("Autumn term 1", date(year, 9, 2), autumn_break + friday_before),
        ("Autumn term 2", autumn_break + autumn_break_weeks * week, on_or_before(date(year, 12, 20), FRIDAY)),
        ("Spring term 1", on_or_after(date(after, 1, 3), MONDAY), winter_break + friday_before),
        ("Spring term 2", winter_break + week, easter_day - timedelta(days=9)),
        ("Summer term 1", easter_day + timedelta(days=8), spring_holiday + friday_before),
        ("Summer term 2", spring_holiday + week, date(after, 7, 21)),
    ]


def make_calendar(today: date, schools: Sequence[School]) -> set[int]:
    """The authority's terms and INSET days of five years around today, and what schools set over them.

    Two academies have a longer autumn break, the first school was snowed in, and every third of the first
    schools has days of its own. Gives back the keys of schools with dates of their own.
    """
    this_year = academic_year_of(today)
    academies = [school for school in schools if school.type_group == TypeGroup.ACADEMIES]
    own = {school.pk for school in academies[-2:] or schools[-1:]}
    terms: list[Term] = []
    closures: dict[tuple[date, int | None], str] = {}
    for year in range(this_year - YEARS_AROUND, this_year + YEARS_AROUND + 1):
        ours = half_terms(year)
        terms += [Term(name=name, starts_on=starts, ends_on=ends) for name, starts, ends in ours]
        terms += [
            Term(name=name, starts_on=starts, ends_on=ends, school_id=school)
            for school in sorted(own)
            for name, starts, ends in half_terms(year, autumn_break_weeks=2)
        ]
        inset = [starts for name, starts, _ in ours if name != "Spring term 2"]
        closures |= {(day, None): "INSET day" for day in inset}
    closures |= _own_closures(this_year, schools)
    Term.objects.bulk_create(terms)
    Closure.objects.bulk_create(
        Closure(on=on, school_id=school, reason=reason) for (on, school), reason in closures.items()
    )
    cache.clear()  # an empty calendar may be remembered, and the next steps ask for this one
    return own | {school for _, school in closures if school}


def _own_closures(year: int, schools: Sequence[School]) -> dict[tuple[date, int | None], str]:
    """Days that single schools lose: snow at the first, then an INSET day, a polling station, a boiler."""
    closures: dict[tuple[date, int | None], str] = {
        (on_or_after(date(year, 1, 20), MONDAY), schools[0].pk): "Snow"
    }
    for n, school in enumerate(schools[:MOST_WITH_CLOSURES:3]):
        closures[on_or_before(date(year, 12, 6), FRIDAY), school.pk] = "INSET day"
        if n % 2:
            closures[on_or_after(date(year + 1, 5, 6), THURSDAY), school.pk] = "Polling station"
        else:
            boiler = on_or_after(date(year, 10, 5), MONDAY)
            closures |= {(boiler + timedelta(days=d), school.pk): "Boiler repair" for d in range(2)}
    return closures


class SchoolDays:
    """The school days of one calendar in order, so that counting in them is a look-up."""

    def __init__(self, today: date, school_id: int | None = None) -> None:
        calendar = calendar_for(school_id)
        span = (today + timedelta(days=n) for n in range(-DAYS_BACK, DAYS_AHEAD))
        self.days = [day for day in span if calendar.is_school_day(day)]

    def add(self, start: date, count: int) -> date:
        """The day `count` school days after `start`, as calendars.services.add_school_days says."""
        if count == 0:
            return self.days[bisect_left(self.days, start)]
        return self.days[bisect_right(self.days, start) + count - 1]

    def back(self, start: date, count: int) -> date:
        """The day `count` school days before `start`."""
        return self.days[bisect_left(self.days, start) - count]

    def between(self, first: date, last: date) -> list[date]:
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]


class Calendars:
    """SchoolDays of every school: its own where it has dates of its own, else the authority's."""

    def __init__(self, today: date, schools_with_own_dates: Iterable[int]) -> None:
        self.shared = SchoolDays(today)
        self.own = {pk: SchoolDays(today, pk) for pk in schools_with_own_dates}

    def of(self, school_id: int) -> SchoolDays:
        return self.own.get(school_id, self.shared)
