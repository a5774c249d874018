"""Keeping the board's figures up to date."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.models import Case
from portal.dashboards.counting import Counts, count_schools
from portal.dashboards.hiding import hidden_figures, hidden_of_school
from portal.dashboards.learning.counting import figures_kept
from portal.dashboards.models import MEASURES, PHASES, SchoolFigures, Snapshot
from schools.register.enums import Phase
from schools.register.models import School

KEPT_SNAPSHOTS = 50
BATCH = 1000
# A change is stamped when it is made and seen when it is committed: look back over that gap.
OVERLAP = timedelta(minutes=10)


@transaction.atomic
def refresh_figures(*, full: bool = False) -> Snapshot:
    """Recount the schools whose records changed since the last snapshot; all of them where `full`.

    What is overdue changes with the day, so the first refresh of a day recounts every school.
    Running it twice changes nothing but the time.
    """
    now = timezone.now()
    last = Snapshot.objects.first()
    if full or last is None or timezone.localdate(last.counted_at) != timezone.localdate(now):
        SchoolFigures.objects.all().delete()
        ids: Collection[int] | None = None
    else:
        ids = _changed_schools(last.counted_at - OVERLAP)
    _store(count_schools(timezone.localdate(now), ids), ids, now)
    snapshot = Snapshot.objects.create(counted_at=now, figures=_figures_with_hidden())
    kept = Snapshot.objects.values_list("pk", flat=True)[:KEPT_SNAPSHOTS]
    Snapshot.objects.exclude(pk__in=list(kept)).delete()
    return snapshot


def _changed_schools(since: datetime) -> set[int]:
    concerns = Concern.objects.filter(changed_at__gte=since).order_by().values_list("school_id", flat=True)
    cases = Case.objects.filter(changed_at__gte=since).order_by().values_list("school_id", flat=True)
    return {*concerns.distinct(), *cases.distinct()}


def _store(counted: dict[int, Counts], ids: Collection[int] | None, now: datetime) -> None:
    schools = counted.keys() if ids is None else ids
    rows = [
        SchoolFigures(
            school_id=school_id,
            counted_at=now,
            cases_by_stage=counts.cases_by_stage,
            outcomes=counts.outcomes,
            **{measure: counts.measures.get(measure, 0) for measure in MEASURES},
        )
        for school_id in schools
        for counts in [counted.get(school_id, Counts())]
    ]
    SchoolFigures.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["school"],
        update_fields=[*MEASURES, "cases_by_stage", "outcomes", "counted_at"],
    )


def _figures_with_hidden() -> dict[str, Any]:
    """The authority's figures with the keys of those to hide; each school's row says which of its own are."""
    rows = SchoolFigures.objects.select_related("school").order_by("pk")
    schools = list(rows.only("school__phase", "hidden", "cases_by_stage", "outcomes", *MEASURES))
    totals = _totals(schools)
    hidden = hidden_figures(totals, schools)
    changed = []
    for figures in schools:
        own = hidden_of_school(figures, hidden)
        if figures.hidden != own:
            figures.hidden = own
            changed.append(figures)
    SchoolFigures.objects.bulk_update(changed, ["hidden"], batch_size=BATCH)
    kept = {
        measure: sorted(k for k in keys if not k.startswith("school:")) for measure, keys in hidden.items()
    }
    return totals | {"hidden": kept, "listed": Case.objects.listed().count(), "learning": figures_kept()}


def _totals(schools: Iterable[SchoolFigures]) -> dict[str, Any]:
    live = Counter(School.objects.live().order_by().values_list("phase", flat=True))
    phases: dict[int, Counter[str]] = defaultdict(Counter)
    stages: dict[int, Counter[str]] = defaultdict(Counter)
    outcomes: Counter[str] = Counter()
    for figures in schools:
        phase = figures.school.phase
        phases[phase].update({measure: getattr(figures, measure) for measure in MEASURES})
        stages[phase].update(figures.cases_by_stage)
        outcomes.update(figures.outcomes)
    return {
        "totals": _summed(phases.values()),
        "phases": [
            {"phase": phase.value, "label": PHASES[phase], "schools": live[phase.value]}
            | _summed([phases[phase.value]])
            | {"stages": dict(stages[phase.value])}
            for phase in Phase
            if live[phase.value] or phases[phase.value].total()
        ],
        "stages": dict(sum(stages.values(), Counter())),
        "outcomes": dict(outcomes),
    }


def _summed(counters: Collection[Counter[str]]) -> dict[str, int]:
    return {measure: sum(counter[measure] for counter in counters) for measure in MEASURES}
