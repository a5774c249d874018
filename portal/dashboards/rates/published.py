"""Files as the Department publishes them: tidy CSV, and beside each a file that says what its columns mean.

Headers and values: domain.md 4.2. Small numbers are hidden as on the board's pages, with the symbol `c`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from portal.dashboards.models import Rate
from portal.dashboards.rates.groups import NOT_PUBLISHED, Group, value_label
from portal.dashboards.rates.periods import Period
from portal.dashboards.rates.phases import EducationPhase
from portal.dashboards.suppression import SYMBOL

NOT_AVAILABLE = "x"
NOT_APPLICABLE = "z"
CHUNK = 2000
TIME = ("time_identifier", "time_period", "geographic_level", "country_code", "country_name")
AREA = ("region_code", "region_name", "new_la_code", "old_la_code", "la_name")
INDICATORS = (
    "headcount",
    "perm_excl",
    "perm_excl_rate",
    "suspension",
    "susp_rate",
    "one_plus_susp",
    "one_plus_susp_rate",
)
META = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)


@dataclass(frozen=True)
class PublishedFile:
    """`name` stands in the address and is the file's; `own` columns lie between area and indicators."""

    name: str
    title: str
    level: str
    own: tuple[str, ...]
    values: Callable[[Rate], list[Any]]
    filters: tuple[tuple[str, str, str], ...]

    @property
    def header(self) -> list[str]:
        return [*TIME, *AREA, *self.own, *INDICATORS]

    def rows(self, rates: QuerySet[Rate], periods: dict[tuple[int, str], Period]) -> Iterator[list[Any]]:
        """The header, then a row for each rate of the periods, read from the database in pieces."""
        yield self.header
        for rate in rates.iterator(chunk_size=CHUNK):
            period = periods.get((rate.year.year, rate.period))
            if period is not None:
                yield [*_when_and_where(period, self.level), *self.values(rate), *_indicators(rate)]

    def meta(self) -> Iterator[list[Any]]:
        """What filters and indicators mean, as the Department asks for it."""
        yield list(META)
        for column, label, grouped_by in self.filters:
            yield [column, "Filter", label, "", "", "", "", grouped_by]
        for column, label, unit, places in MEANING:
            yield [column, "Indicator", label, "", unit, places, "", ""]


MEANING = (
    ("headcount", "Number of pupils (headcount)", "", 0),
    ("perm_excl", "Number of permanent exclusions", "", 0),
    ("perm_excl_rate", "Permanent exclusions per 100 pupils", "%", 2),
    ("suspension", "Number of suspensions", "", 0),
    ("susp_rate", "Suspensions per 100 pupils", "%", 2),
    ("one_plus_susp", "Number of pupil enrolments with one or more suspension", "", 0),
    ("one_plus_susp_rate", "Pupil enrolments with one or more suspension per 100 pupils", "%", 2),
)


def _when_and_where(period: Period, level: str) -> list[Any]:
    ours = settings.AUTHORITY
    return [
        period.name,
        period.time_period,
        level,
        "E92000001",
        "England",
        ours["region_code"],
        ours["region_name"],
        ours["gss_code"],
        ours["la_code"],
        ours["name"],
    ]


def _indicators(rate: Rate) -> list[Any]:
    """Counts and rates; `c` hidden, `x` where no census knows the pupils, `z` a rate of no pupils."""
    pupils = rate.headcount
    found = [NOT_AVAILABLE if pupils is None else _cell(rate.shown("headcount"))]
    for measure in ("perm_excl", "suspension", "one_plus"):
        per_hundred = rate.rate(measure)
        if per_hundred is not None:
            shown = f"{per_hundred:.2f}"
        elif not pupils:
            shown = NOT_AVAILABLE if pupils is None else NOT_APPLICABLE
        else:
            shown = SYMBOL
        found += [_cell(rate.shown(measure)), shown]
    return found


def _cell(number: int | None) -> Any:
    return SYMBOL if number is None else number


def _characteristic(rate: Rate) -> list[Any]:
    group = Group(rate.group)
    return [EducationPhase(rate.phase).label, group.label, value_label(group, rate.value)]


def _school(rate: Rate) -> list[Any]:
    assert rate.school is not None  # noqa: S101 -- the file is of schools
    school = rate.school
    laestab = school.laestab.replace("/", "")
    return [school.urn, laestab, school.name, EducationPhase(rate.phase).label]


PHASE = ("education_phase", "School type", "")
FILES = {
    each.name: each
    for each in (
        PublishedFile(
            "exc_characteristics",
            "By phase and characteristic",
            "Local authority",
            ("education_phase", "characteristic_group", "characteristic"),
            _characteristic,
            (PHASE, ("characteristic", "Pupil characteristic", "characteristic_group")),
        ),
        PublishedFile(
            "exc_school",
            "By school",
            "School",
            ("school_urn", "school_laestab", "school_name", "education_phase"),
            _school,
            (PHASE, ("school_name", "School", "")),
        ),
    )
}


def rates_of(file: PublishedFile, periods: list[Period]) -> QuerySet[Rate]:
    """The rates of a file, year by year and row by row."""
    rows = Rate.objects.filter(
        year__year__in={period.year for period in periods}, period__in={period.key for period in periods}
    )
    if file.level == "School":
        rows = rows.exclude(school=None).select_related("school", "year")
    else:
        rows = rows.filter(school=None).exclude(group__in=NOT_PUBLISHED).select_related("year")
    return rows.order_by("-year__year", "pk")
