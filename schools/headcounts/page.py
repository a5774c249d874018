"""One school's numbers as its page and its panel show them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from schools.headcounts.enums import VALUES, Characteristic, Source
from schools.headcounts.models import Census, CensusCount
from schools.pupils.models import YEAR_GROUPS
from schools.register.models import School

YEAR_LABELS = dict(YEAR_GROUPS)


@dataclass(frozen=True)
class Line:
    """A row of the table: its words, its number of each year, and of the whole school."""

    label: str
    by_year: list[int]
    whole: int


def days_of(school: School) -> list[date]:
    """The census days of which a school has numbers, the latest first."""
    return list(Census.objects.filter(school=school).order_by("-on").values_list("on", flat=True).distinct())


def table(counts: list[CensusCount]) -> dict[str, Any]:
    """`years` are the headings; `groups` hold the lines of each characteristic that has numbers."""
    years = [code for code, _ in YEAR_GROUPS if any(count.year_group == code for count in counts)]
    numbers: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for count in counts:
        numbers[count.characteristic, count.value][count.year_group] = count.number
    groups = []
    for characteristic in Characteristic:
        lines = [
            Line(label, [by_year.get(year, 0) for year in years], by_year.get("", sum(by_year.values())))
            for value, label in VALUES[characteristic].items()
            if (by_year := numbers.get((characteristic.value, value)))
        ]
        if lines:
            groups.append((characteristic.label, lines))
    return {"years": [YEAR_LABELS[year] for year in years], "groups": groups}


def censuses(school: School, on: date) -> list[tuple[Census, dict[str, Any]]]:
    """What was imported and what was counted of a day, the imported first, in two queries."""
    rows = Census.objects.filter(school=school, on=on).select_related("taken_by").prefetch_related("counts")
    found = sorted(rows, key=lambda census: census.source != Source.IMPORTED)
    return [(census, table(list(census.counts.all()))) for census in found]


def difference(school: School, on: date) -> int:
    """How many pupils more the portal counts than the imported census holds; 0 without either."""
    rows = CensusCount.objects.filter(
        census__school=school, census__on=on, characteristic=Characteristic.TOTAL, year_group=""
    )
    whole = dict(rows.values_list("census__source", "number"))
    both = len(whole) == len(Source)
    return whole[Source.COUNTED] - whole[Source.IMPORTED] if both else 0


def rows_of(school: School, on: date) -> list[list[Any]]:
    """Every number of a day under its headings, one row each, as an import reads them."""
    headings = ["School", "Census", "Year group", "Characteristic", "Value", "Headcount", "Source"]
    counts = CensusCount.objects.filter(census__school=school, census__on=on).select_related("census")
    return [headings, *(_row(school, on, count) for count in counts)]


def _row(school: School, on: date, count: CensusCount) -> list[Any]:
    is_total = count.characteristic == Characteristic.TOTAL
    what = "" if is_total else count.get_characteristic_display()
    value = "" if is_total else count.value_label
    year = count.get_year_group_display() if count.year_group else ""
    return [school.urn, on, year, what, value, count.number, count.census.get_source_display()]
