"""Questions to the diary that others ask too."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, QuerySet
from django.utils import timezone

from linkworkers.diary.models import DiaryEntry
from schools.calendars.periods import statutory_term
from schools.calendars.services import prepare_calendars


def last_contacts(school_ids: Iterable[int] | QuerySet) -> dict[int, date]:
    """The day of the last contact with each of these schools, whoever had it, in one query.

    A contact is any entry of the diary that happened. Schools without any are left out. Takes ids, or a
    queryset of ids, which then stays in the database.
    """
    wanted = school_ids if isinstance(school_ids, QuerySet) else list(school_ids)
    rows = DiaryEntry.objects.done().filter(school__in=wanted).order_by()
    return dict(rows.values_list("school").annotate(Max("on")))


def term_starts(school_ids: Iterable[int], on: date | None = None) -> dict[int, date]:
    """The first day of the statutory term of a day (today) at each school, in at most two queries."""
    day = on or timezone.localdate()
    calendars = prepare_calendars(school_ids)
    return {pk: statutory_term(calendars[pk], day).starts_on for pk in calendars if pk is not None}


def not_seen(school_ids: Iterable[int], on: date | None = None) -> set[int]:
    """Those of these schools with no contact since the statutory term began (domain.md 5.2)."""
    ids = list(school_ids)
    seen, starts = last_contacts(ids), term_starts(ids, on)
    return {pk for pk in ids if pk not in seen or seen[pk] < starts[pk]}
