"""Counting, set by set: one query a measure, whatever the number of schools."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.models import Case, StageRecord
from schools.calendars.services import academic_year_of


@dataclass
class Counts:
    """The counts of one school, by measure; `cases_by_stage` and `outcomes` by code."""

    measures: dict[str, int] = field(default_factory=dict)
    cases_by_stage: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)


def year_start(today: date) -> datetime:
    """The moment at which the current academic year began: 1 August."""
    return timezone.make_aware(datetime.combine(date(academic_year_of(today), 8, 1), time.min))


def count_schools(today: date, school_ids: Collection[int] | None = None) -> dict[int, Counts]:
    """Counts by school, of the schools named or of all; schools without any record are left out."""
    found: dict[int, Counts] = defaultdict(Counts)
    since = year_start(today)
    concerns, cases, stages = _sources(school_ids)
    _add(found, concerns.open(), "school_id", open_concerns=Count("pk"))
    _add(found, concerns.overdue(today), "school_id", overdue_concerns=Count("pk"))
    in_time = Count("pk", filter=Q(triage__decided_at__date__lte=F("decide_by")))
    decided = concerns.filter(triage__decided_at__gte=since)
    _add(found, decided, "school_id", decided=Count("pk"), decided_in_time=in_time)
    _add(found, cases.open(), "school_id", open_cases=Count("pk"))
    _add(found, cases.overdue(today), "school_id", overdue_cases=Count("pk"))
    _add(found, cases.filter(opened_at__gte=since), "school_id", cases_opened=Count("pk"))
    _add(found, cases.filter(closed_at__gte=since), "school_id", cases_closed=Count("pk"))
    done = stages.filter(completed_at__gte=since, due_on__isnull=False)
    kept = Count("pk", filter=Q(completed_at__date__lte=F("due_on")))
    _add(found, done, "case__school_id", stages_completed=Count("pk"), stages_in_time=kept)
    for school_id, code, number in _grouped(cases.open(), "stage__code"):
        found[school_id].cases_by_stage[code] = number
    for school_id, code, number in _grouped(cases.filter(closed_at__gte=since), "outcome__code"):
        found[school_id].outcomes[code] = number
    return dict(found)


def _sources(school_ids: Collection[int] | None) -> tuple[Any, Any, Any]:
    concerns, cases, stages = Concern.objects.all(), Case.objects.all(), StageRecord.objects.all()
    if school_ids is None:
        return concerns, cases, stages
    return (
        concerns.filter(school_id__in=school_ids),
        cases.filter(school_id__in=school_ids),
        stages.filter(case__school_id__in=school_ids),
    )


def _add(found: dict[int, Counts], rows: QuerySet[Any], school: str, **counts: Count) -> None:
    for row in rows.order_by().values(school).annotate(**counts):
        found[row.pop(school)].measures.update(row)


def _grouped(cases: QuerySet[Case], code: str) -> QuerySet[Any]:
    return cases.order_by().values_list("school_id", code).annotate(number=Count("pk"))
