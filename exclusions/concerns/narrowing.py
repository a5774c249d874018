"""By what a list of concerns is narrowed, as conditions: the register filters by them and the patterns page
counts by them, so that every count is the length of exactly the list behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from exclusions.concerns.enums import PlaceKind, TimeOfDay
from exclusions.concerns.kinds import filter_choices
from exclusions.concerns.models import ConcernSubject
from schools.pupils.models import YEAR_GROUPS, Enrolment, child_of

Choices = list[tuple[str, str]]
MONTHS = 12
WEEKDAYS: Choices = [
    (str(n), day)
    for n, day in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1
    )
]


def of_kind(code: str) -> Q:
    """Where the rows were read `with_categories()`."""
    return Q(_categories__contains=f'"{code}"')


def at_place(kind: str) -> Q:
    return Q(circumstances__place_kind=kind)


def at_time(time_of_day: str) -> Q:
    return Q(circumstances__time_of_day=time_of_day)


def on_weekday(number: str) -> Q:
    """Of the day it happened; without one it is on no weekday."""
    return Q(happened_on__iso_week_day=int(number))


def in_year(year_group: str) -> Q:
    """About a pupil who is in this year group at the concern's school today."""
    enrolled = Enrolment.objects.active(timezone.localdate()).filter(
        pupil=child_of("pupil"), school=OuterRef("concern__school"), year_group=year_group
    )
    subjects = ConcernSubject.objects.filter(Exists(enrolled), concern=OuterRef("pk"))
    return Q(Exists(subjects))


def raised_in(month: str) -> Q:
    """`2026-11`: raised in this month. Between moments, so that the index on the moment is of use."""
    first = date.fromisoformat(f"{month}-01")
    return Q(raised_at__gte=_start_of(first), raised_at__lt=_start_of(_next_month(first)))


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def last_months() -> Choices:
    """The last twelve months, this one first: `("2026-11", "November 2026")`."""
    first, found = timezone.localdate().replace(day=1), []
    for _ in range(MONTHS):
        found.append((f"{first:%Y-%m}", f"{first:%B %Y}"))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


@dataclass(frozen=True)
class Dimension:
    """One thing by which concerns differ: the filter's name, its heading, its values and their condition.

    `is_scale`: its values go from low to high, and no school has all of them.
    """

    name: str
    title: str
    choices: Callable[[], Choices]
    condition: Callable[[str], Q]
    is_scale: bool = False


DIMENSIONS = (
    Dimension("category", "Kind", filter_choices, of_kind),
    Dimension("place", "Place", lambda: list(PlaceKind.choices), at_place),
    Dimension("time_of_day", "Time of day", lambda: list(TimeOfDay.choices), at_time),
    Dimension("weekday", "Day of the week", lambda: WEEKDAYS, on_weekday),
    Dimension("year", "Year group", lambda: list(YEAR_GROUPS), in_year, is_scale=True),
    Dimension("month", "Month it was raised", last_months, raised_in),
)
