"""Counting one academic year: suspensions, permanent exclusions, and pupils with at least one suspension.

Counted as published (domain.md 4.1): by the first day, with the pupil as they were on it. What was cancelled,
undone by a board or recorded in error is left out, and so are lunchtimes. A pupil suspended at two schools
counts twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.dashboards.rates.groups import CUTS, NO, UNKNOWN, YES, Group
from portal.dashboards.rates.periods import Period
from portal.dashboards.rates.phases import IN_TOTAL, EducationPhase, phase_of
from portal.dashboards.rates.reasons import nothing_given
from schools.headcounts.census_day import census_day
from schools.headcounts.enums import Characteristic, Source
from schools.headcounts.models import Census, CensusCount
from schools.pupils.codes import MAIN_ETHNICITY
from schools.pupils.enums import FactKind
from schools.pupils.models import PupilFact

PUBLISHED = (SuspensionKind.SUSPENSION, SuspensionKind.PERMANENT)
CHUNK = 2000
REASONS = ("reason_1", "reason_2", "reason_3")
SCHOOL_COLUMNS = ("type_code", "phase", "high_age", "regime")


class Place(NamedTuple):
    """What a row of rates is about: schools of a phase or one of them, all pupils or those of one value."""

    phase: str
    school_id: int | None
    group: str
    value: str


@dataclass
class Tally:
    """`one_plus` holds each pupil once for each school."""

    suspension: int = 0
    perm_excl: int = 0
    one_plus: set[tuple[int, int]] = field(default_factory=set)


@dataclass
class Counted:
    """One year: tallies by period and place, pupils of the census by place, the phase of each school, and the
    reasons given by decision and period (`rates.reasons`).
    """

    periods: list[Period]
    census_on: date | None
    tallies: dict[tuple[str, Place], Tally]
    headcounts: dict[Place, int]
    phases: dict[int, EducationPhase]
    reasons: dict[str, dict[str, Counter[str]]]


def count_year(year: int, periods: list[Period]) -> Counted:
    """The year counted anew from the records: a fixed number of queries."""
    census_on = _census_for(year)
    found = Counted(periods, census_on, defaultdict(Tally), {}, {}, nothing_given())
    if census_on:
        _count_pupils(found, census_on)
    for record in _records(periods).iterator(chunk_size=CHUNK):
        _count_record(found, record)
    return found


def _census_for(year: int) -> date | None:
    """The January census of the year; until there is one, that which is nearest to it (decision 14)."""
    wanted = census_day(year + 1)
    days = Census.objects.order_by("on").values_list("on", flat=True).distinct()
    return min(days, key=lambda on: (abs((on - wanted).days), on), default=None)


def _places(phase: EducationPhase, school_id: int, values: dict[Group, str]) -> Iterator[Place]:
    """Every row in which something of a school counts."""
    yield Place(phase, school_id, Group.TOTAL, "")
    for level in (phase, EducationPhase.TOTAL) if phase in IN_TOTAL else (phase,):
        yield Place(level, None, Group.TOTAL, "")
        for group, value in values.items():
            yield Place(level, None, group, value)


# --- Pupils of the census ---


def _count_pupils(found: Counted, on: date) -> None:
    """The census's numbers by place: what schools sent stands before what was counted here."""
    numbers = CensusCount.objects.filter(census__on=on)
    sent = CensusCount.objects.filter(
        census__on=on,
        census__source=Source.IMPORTED,
        census__school=OuterRef("census__school"),
        characteristic=OuterRef("characteristic"),
    )
    school = tuple(f"census__school__{name}" for name in SCHOOL_COLUMNS)
    counted, headcounts = Q(census__source=Source.COUNTED), defaultdict[Place, int](int)
    whole = numbers.filter(year_group="").exclude(counted & Q(Exists(sent.filter(year_group=""))))
    totals = whole.filter(characteristic=Characteristic.TOTAL)
    for school_id, number, *of_school in totals.values_list("census__school_id", "number", *school):
        phase = phase_of(*of_school)
        if phase is not None:
            found.phases[school_id] = phase
            for place in _places(phase, school_id, {}):
                headcounts[place] += number
    values = whole.exclude(characteristic=Characteristic.TOTAL)
    _add_values(headcounts, values.values("characteristic", "value", *school))
    years = numbers.filter(characteristic=Characteristic.TOTAL).exclude(year_group="")
    years = years.exclude(counted & Q(Exists(sent.exclude(year_group=""))))
    _add_values(headcounts, years.values("characteristic", "year_group", *school))
    _add_the_rest(headcounts)
    found.headcounts = dict(headcounts)


def _add_values(headcounts: dict[Place, int], rows: QuerySet[Any, Any]) -> None:
    groups = {cut.census: group for group, cut in CUTS.items()}
    for row in rows.order_by().annotate(pupils=Sum("number")):
        phase = phase_of(*(row[f"census__school__{name}"] for name in SCHOOL_COLUMNS))
        group = groups.get(row["characteristic"])
        value = row.get("year_group") or row.get("value", "")
        if phase is not None and group is not None:
            for level in (phase, EducationPhase.TOTAL) if phase in IN_TOTAL else (phase,):
                headcounts[Place(level, None, group, value)] += row["pupils"]


def _add_the_rest(headcounts: dict[Place, int]) -> None:
    """Pupils of whom a characteristic is not known; for one with its yes alone, those who are not it."""
    known: dict[tuple[str, str], int] = defaultdict(int)
    for place, number in headcounts.items():
        known[place.phase, place.group] += number if place.school_id is None else 0
    for phase in EducationPhase.values:
        everybody = known[phase, Group.TOTAL]
        for group, cut in CUTS.items():
            rest = max(everybody - known[phase, group], 0)
            # Where the census says nothing of a characteristic at all, nobody is "not it".
            if rest:
                says_no = cut.yes_or_no and known[phase, group]
                headcounts[Place(phase, None, group, NO if says_no else UNKNOWN)] += rest


# --- Records ---


def _records(periods: list[Period]) -> QuerySet[Any, Any]:
    rows = Suspension.objects.standing().of_kind(*PUBLISHED)
    rows = rows.filter(starts_on__gte=periods[0].starts_on, starts_on__lte=periods[-1].ends_on)
    rows = rows.annotate(child=Coalesce("pupil__merged_into", "pupil"))
    rows = rows.annotate(ethnicity=_known(FactKind.ETHNICITY), meals=_known(FactKind.FREE_MEALS))
    school = tuple(f"school__{name}" for name in SCHOOL_COLUMNS)
    columns = ("school_id", "child", "kind", "starts_on", "year_group", "sen_provision", "looked_after")
    return rows.order_by().values(*columns, *REASONS, "pupil__sex", "ethnicity", "meals", *school)


def _known(kind: FactKind) -> Subquery:
    """What held about the pupil on the first day."""
    held = PupilFact.objects.standing().filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("starts_on")),
        pupil=OuterRef("child"),
        kind=kind,
        starts_on__lte=OuterRef("starts_on"),
    )
    return Subquery(held.order_by("-starts_on", "-pk").values("value")[:1])


def _values_of(record: dict[str, Any]) -> dict[Group, str]:
    ethnicity = record["ethnicity"] or UNKNOWN
    said = {
        Group.SEX: record["pupil__sex"],
        Group.FREE_MEALS: record["meals"] if record["meals"] == YES else NO,
        Group.SEN: record["sen_provision"],
        Group.ETHNICITY: MAIN_ETHNICITY.get(ethnicity, ethnicity),
        Group.YEAR_GROUP: record["year_group"],
        Group.LOOKED_AFTER: record["looked_after"] if record["looked_after"] == YES else NO,
    }
    return {group: value if value in CUTS[group].values else UNKNOWN for group, value in said.items()}


def _count_record(found: Counted, record: dict[str, Any]) -> None:
    school_id = record["school_id"]
    phase = phase_of(*(record[f"school__{name}"] for name in SCHOOL_COLUMNS))
    if phase is None:
        return
    found.phases[school_id] = phase
    who = (record["child"], school_id)
    periods = [p.key for p in found.periods if p.starts_on <= record["starts_on"] <= p.ends_on]
    for place in _places(phase, school_id, _values_of(record)):
        for key in periods:
            _add_to(found.tallies[key, place], record["kind"], who)
    if phase in IN_TOTAL:
        given = found.reasons[_measure(record["kind"])]
        for key in periods:
            given[key].update(record[name] for name in REASONS if record[name])


def _measure(kind: str) -> str:
    return "perm_excl" if kind == SuspensionKind.PERMANENT else "suspension"


def _add_to(tally: Tally, kind: str, who: tuple[int, int]) -> None:
    if kind == SuspensionKind.PERMANENT:
        tally.perm_excl += 1
    else:
        tally.suspension += 1
        tally.one_plus.add(who)
