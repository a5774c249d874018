"""What came in, what was decided in time and what is overdue at a person's schools in a week: counts alone.

Work is credited to who stood with the school on the day it happened, and told to them as long as they still
do: whoever came later neither earns nor owes it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from exclusions.concerns.models import Concern, Triage
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.links.models import Link
from schools.register.models import School

KIND = "week.summary"
FOR = (Role.LEAD_SOCIAL_WORKER, Role.DEPUTY_SOCIAL_WORKER, Role.HEAD_OF_SERVICE)
DAYS = 7


@dataclass
class SchoolWeek:
    """One school's counts. Overdue is as it stands today; the rest happened in the week."""

    school: School
    came_in: int = 0
    decided: int = 0
    in_time: int = 0
    overdue: int = 0
    cases_opened: int = 0
    stages_overdue: int = 0


COUNTS = ("came_in", "decided", "in_time", "overdue", "cases_opened", "stages_overdue")


def monday_before(on: date) -> date:
    """The Monday of the last week that is over."""
    return on - timedelta(days=on.weekday() + DAYS)


def week_of(user: User, monday: date, on: date) -> list[SchoolWeek]:
    """This person's schools with something to say about the week from `monday`, by name, in six queries."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for name, rows, school in _counted(user, monday, on):
        for key, count in rows.order_by().values_list(school).annotate(count=Count("pk")):
            counts[key][name] = count
    schools = School.objects.filter(pk__in=counts).order_by("name", "pk")
    return [SchoolWeek(school, **counts[school.pk]) for school in schools]


def _counted(user: User, monday: date, on: date) -> list[tuple[str, Any, str]]:
    concerns, cases = Concern.objects.visible_to(user), Case.objects.visible_to(user)
    decided = _in_week(Triage.objects.filter(concern__in=concerns), "decided_at", monday)
    decided = _credited(decided, user, "concern__school")
    in_time = decided.filter(day__lte=F("concern__decide_by"))
    return [
        ("came_in", _credited(_in_week(concerns, "raised_at", monday), user, "school"), "school"),
        ("decided", decided, "concern__school"),
        ("in_time", in_time, "concern__school"),
        ("overdue", _of_mine(concerns.overdue(on), user, on), "school"),
        ("cases_opened", _credited(_in_week(cases, "opened_at", monday), user, "school"), "school"),
        ("stages_overdue", _of_mine(cases.overdue(on), user, on), "school"),
    ]


def _in_week(rows: Any, moment: str, monday: date) -> Any:
    rows = rows.annotate(day=TruncDate(moment))
    return rows.filter(day__gte=monday, day__lt=monday + timedelta(days=DAYS))


def _credited(rows: Any, user: User, school: str) -> Any:
    """Those that happened while this person stood with the school."""
    stood = Link.objects.filter(user=user, capacity__in=FOR, school=OuterRef(school))
    stood = stood.filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("day")), starts_on__lte=OuterRef("day"))
    return rows.filter(Exists(stood))


def _of_mine(rows: Any, user: User, on: date) -> Any:
    mine = Link.objects.active(on).filter(user=user, capacity__in=FOR)
    return rows.filter(school__in=mine.values("school"))


def total(rows: list[SchoolWeek]) -> dict[str, int]:
    return {name: sum(getattr(row, name) for row in rows) for name in COUNTS}


def tell_of_last_week(on: date) -> int:
    """Tell each link social worker and head of service of the last week, once; gives back how many.

    Safe to run twice and by two at once. Nobody is told of a week in which nothing was.
    """
    monday = monday_before(on)
    people = User.objects.filter(is_active=True, links__in=Link.objects.active(on).filter(capacity__in=FOR))
    return sum(_tell(key, monday, on) for key in list(people.distinct().values_list("pk", flat=True)))


@transaction.atomic
def _tell(key: int, monday: date, on: date) -> bool:
    user = User.objects.select_for_update().get(pk=key)
    year, number, _ = monday.isocalendar()
    about = f"{year}-W{number:02}"
    if Notice.objects.filter(user=user, kind=KIND, about=about).exists():
        return False
    counts = total(week_of(user, monday, on))
    if not any(counts.values()):
        return False
    address = f"{reverse('allocation:week')}?from={monday:%Y-%m-%d}"
    notify(people=[user], kind=KIND, text=in_words(counts), about=about, leads_to=address)
    return True


def in_words(counts: dict[str, int]) -> str:
    """`Your week: 3 concerns came in, 2 of 3 decided in time, 1 overdue.`"""
    came_in = counts["came_in"]
    late = counts["overdue"] + counts["stages_overdue"]
    return (
        f"Your week: {came_in} concern{'' if came_in == 1 else 's'} came in, "
        f"{counts['in_time']} of {counts['decided']} decided in time, {late} overdue."
    )
