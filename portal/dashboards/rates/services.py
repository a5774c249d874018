"""Keeping the rates up to date."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from exclusions.measures.models import Measure
from exclusions.suspensions.models import Suspension
from portal.dashboards.models import Rate, RateYear, SchoolMeasures
from portal.dashboards.rates.around import count_around
from portal.dashboards.rates.counting import Counted, Place, Tally, count_year
from portal.dashboards.rates.groups import CUTS, Group
from portal.dashboards.rates.hiding import HEADCOUNT, MEASURES, hidden_of
from portal.dashboards.rates.periods import periods_of, years_kept
from portal.dashboards.rates.reasons import reasons_shown
from schools.calendars.arithmetic import academic_year_span
from schools.headcounts.models import Census

BATCH = 1000
# Changes of an hour are counted together: a term's rate does not turn within minutes.
AT_MOST_EVERY = timedelta(hours=1)
# A change is stamped when it is made and seen when it is committed.
OVERLAP = timedelta(minutes=10)


def refresh_rates(*, full: bool = False) -> list[int]:
    """Count anew the years of which something changed since they were counted; all of them where `full`.

    Gives back the years. Running it twice changes nothing but the time.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    kept = years_kept(today)
    RateYear.objects.exclude(year__in=kept).delete()
    # A year that an earlier release counted has no reasons yet.
    counted = dict(RateYear.objects.exclude(reasons={}).values_list("year", "counted_at"))
    due = [year for year in kept if full or _is_due(year, counted.get(year), now)]
    for year in due:
        _count(year, now)
    return due


def _is_due(year: int, counted_at: datetime | None, now: datetime) -> bool:
    if counted_at is None:
        return True
    if now - counted_at < AT_MOST_EVERY:
        return False
    first, last = academic_year_span(year)
    records = Suspension.objects.filter(starts_on__gte=first, starts_on__lte=last)
    measures = Measure.objects.filter(starts_on__gte=first, starts_on__lte=last)
    newest = [
        records.aggregate(at=Max("changed_at"))["at"],
        measures.aggregate(at=Max("changed_at"))["at"],
        Census.objects.aggregate(at=Max("taken_at"))["at"],
    ]
    changed = any(at is not None and at >= counted_at - OVERLAP for at in newest)
    # What has begun, and how long directions have lasted, turns with the day.
    is_new_day = last >= timezone.localdate(now) > timezone.localdate(counted_at)
    return changed or is_new_day


@transaction.atomic
def _count(year: int, now: datetime) -> None:
    today = timezone.localdate(now)
    counted = count_year(year, periods_of(year, today))
    numbers = numbers_of(counted)
    hidden, around = hidden_of(counted, numbers), count_around(year, today)
    row, _ = RateYear.objects.update_or_create(
        year=year,
        defaults={
            "counted_at": now,
            "census_on": counted.census_on,
            "around": around.totals,
            "reasons": reasons_shown(counted.reasons, counted.periods),
        },
    )
    row.measures.all().delete()
    SchoolMeasures.objects.bulk_create(
        (
            SchoolMeasures(year=row, school_id=school, counts=counts)
            for school, counts in around.schools.items()
        ),
        batch_size=BATCH,
    )
    row.rates.all().delete()
    Rate.objects.bulk_create(_rows(row, counted, numbers, hidden), batch_size=BATCH)


def numbers_of(counted: Counted) -> dict[str, dict[Any, int]]:
    """Every count by measure: of pupils by place, of the rest by (period, place), zeros too."""
    places = {*counted.headcounts, *(place for _, place in counted.tallies)}
    keys = [(period.key, place) for period in counted.periods for place in places]
    nothing = Tally()
    tallies = {key: counted.tallies.get(key, nothing) for key in keys}
    return {
        HEADCOUNT: counted.headcounts,
        "suspension": {key: tally.suspension for key, tally in tallies.items()},
        "perm_excl": {key: tally.perm_excl for key, tally in tallies.items()},
        "one_plus": {key: len(tally.one_plus) for key, tally in tallies.items()},
    }


def _rows(
    year: RateYear,
    counted: Counted,
    numbers: Mapping[str, Mapping[Any, int]],
    hidden: Mapping[str, set[Any]],
) -> Iterator[Rate]:
    for period, place in sorted(numbers["suspension"], key=_order):
        unseen = [measure for measure in MEASURES if (period, place) in hidden[measure]]
        unseen += [HEADCOUNT] if place in hidden[HEADCOUNT] else []
        yield Rate(
            year=year,
            period=period,
            **place._asdict(),
            headcount=counted.headcounts.get(place),
            hidden=unseen,
            **{measure: numbers[measure][period, place] for measure in MEASURES},
        )


def _order(key: tuple[str, Place]) -> tuple[Any, ...]:
    period, place = key
    values = list(CUTS[Group(place.group)].values) if place.group != Group.TOTAL else []
    number = values.index(place.value) if place.value in values else len(values)
    return (period, place.phase, place.group, number, place.school_id or 0)
