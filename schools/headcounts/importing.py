"""Headcounts from the school census, as the authority gets them: a row is one number of one school."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from portal.bulk.cells import choice, day, text, whole
from portal.bulk.enums import Fate
from portal.bulk.importer import Column, Importer, Planned, Row
from portal.core.errors import Refused
from schools.headcounts.census_day import census_day
from schools.headcounts.enums import VALUES, Characteristic, Source
from schools.headcounts.models import Census, CensusCount
from schools.pupils.models import YEAR_GROUPS
from schools.register.models import School
from schools.register.numbers import school_number, schools_numbered

MOST_PUPILS = 20_000
# (school, day, year group, characteristic, value)
Key = tuple[int, date, str, str, str]


def january(cell: str) -> date | None:
    """A day of a January census that has been; a year alone means its census day."""
    tidy = cell.strip()
    if tidy.isascii() and tidy.isdecimal() and len(tidy) == 4 and 2000 <= int(tidy) <= 2100:
        on: date | None = census_day(int(tidy))
    else:
        on = day(tidy)
    if on is None:
        return None
    if on != census_day(on.year):
        right = census_day(on.year)
        raise ValueError(f'"{tidy[:40]}" is no January census: that of {on.year} was on {right:%d/%m/%Y}')
    if on > timezone.localdate():
        raise ValueError(f'"{tidy[:40]}" has not been yet')
    return on


class HeadcountImporter(Importer):
    """A file adds and changes numbers; what it does not name stays."""

    kind, title, noun = "headcounts", "Headcounts of the school census", "number"
    permission = "headcounts.take_census"
    intro = (
        "A table with a row for each number: the school, the census, and how many pupils. Leave year group "
        "and characteristic empty for the whole school. These numbers stand before what the portal counts."
    )
    columns = (
        Column("School", "school", school_number, needed=True, also=("URN", "DfE number", "LAESTAB"),
               example="990001", help="URN or DfE number."),
        Column("Census", "on", january, needed=True, also=("Census date", "Census day", "Year"),
               example="2026", help="The year, or the day of the January census."),
        Column("Year group", "year_group", choice(dict(YEAR_GROUPS)), also=("Year", "NC year"), example="8",
               help="Empty: every year."),
        Column("Characteristic", "characteristic", choice(dict(Characteristic.choices)), example="Sex",
               help="Empty: all pupils."),
        Column("Value", "value", text(60), example="F",
               help="Its code or words, where there is a characteristic."),
        Column("Headcount", "number", whole(MOST_PUPILS), needed=True, also=("Pupils", "Number"),
               example="118"),
    )  # fmt: skip

    def begin(self) -> None:
        if self.by is None or not self.by.has_perm(self.permission):
            raise Refused("You can no longer import headcounts.")
        self.seen: dict[Key, int] = {}

    def plan(self, rows: list[Row]) -> Iterable[Planned]:
        schools = schools_numbered(row.values["school"] for row in rows)
        known = _known({school.pk for school in schools.values()}, {row.values["on"] for row in rows})
        return [self._planned(row, schools.get(row.values["school"]), known) for row in rows]

    def _planned(self, row: Row, school: School | None, known: dict[Key, CensusCount]) -> Planned:
        values = row.values
        if school is None:
            return row.rejected("School", "is no school of the register here")
        characteristic = Characteristic(values.get("characteristic") or Characteristic.TOTAL)
        value = _value(characteristic, values.get("value", ""))
        if value is None:
            few = ", ".join([code for code in VALUES[characteristic] if code][:12]) or "leave it empty"
            return row.rejected(
                "Value", f"is no value of {characteristic.label.lower()} ({few})", school.name
            )
        key = (school.pk, values["on"], values.get("year_group", ""), characteristic.value, value)
        label = _label(school, key)
        if (first := self.seen.setdefault(key, row.number)) != row.number:
            return row.rejected("Headcount", f"stands in row {first} already", label)
        before = known.get(key)
        if before is None:
            return row.planned(Fate.NEW, label, work=(key, values["number"], None))
        if before.number == values["number"]:
            return row.planned(Fate.UNCHANGED, label)
        changes = {"Headcount": (str(before.number), str(values["number"]))}
        return row.planned(Fate.CHANGED, label, changes=changes, work=(key, values["number"], before))

    def write(self, planned: list[Planned]) -> None:
        """Numbers and what they were before, which is what undoing needs."""
        censuses = _censuses({row.work[0][:2] for row in planned}, self.by)
        new, changed = [], []
        for row in planned:
            (school_id, on, year_group, characteristic, value), number, before = row.work
            key = [school_id, on.isoformat(), year_group, characteristic, value]
            row.done = {"key": key, "before": before and before.number, "after": number}
            if before is None:
                census = censuses[school_id, on]
                new.append(CensusCount(census=census, year_group=year_group, characteristic=characteristic,
                                       value=value, number=number))  # fmt: skip
            else:
                before.number = number
                changed.append(before)
        CensusCount.objects.bulk_create(new)
        CensusCount.objects.bulk_update(changed, ["number"])

    def undo(self, done: list[Any]) -> None:
        """Raises Refused where somebody has imported another number since."""
        schools = {one["key"][0] for one in done}
        known = _known(schools, {date.fromisoformat(one["key"][1]) for one in done})
        for one in done:
            school_id, on, *rest = one["key"]
            count = known.get((school_id, date.fromisoformat(on), *rest))
            if count is None or count.number != one["after"]:
                raise Refused("One of these numbers has been changed since.")
            if one["before"] is None:
                count.delete()
            else:
                count.number = one["before"]
                count.save(update_fields=["number"])
        Census.objects.filter(source=Source.IMPORTED, school__in=schools, counts=None).delete()


def _value(characteristic: Characteristic, typed: str) -> str | None:
    """The code of what was typed; None where it is no value of the characteristic."""
    known = {label.casefold(): code for code, label in VALUES[characteristic].items()}
    known |= {code.casefold(): code for code in VALUES[characteristic]}
    return known.get(typed.casefold())


def _label(school: School, key: Key) -> str:
    _, on, year_group, characteristic, value = key
    year = dict(YEAR_GROUPS).get(year_group, "every year")
    return f"{school.name}, {on.year}, {year}, {VALUES[Characteristic(characteristic)][value].lower()}"


def _known(school_ids: set[int], days: set[date]) -> dict[Key, CensusCount]:
    rows = CensusCount.objects.filter(
        census__school__in=school_ids, census__on__in=days, census__source=Source.IMPORTED
    )
    return {
        (row.census.school_id, row.census.on, row.year_group, row.characteristic, row.value): row
        for row in rows.select_related("census")
    }


def _censuses(wanted: set[tuple[int, date]], by: Any) -> dict[tuple[int, date], Census]:
    """The imported censuses of these schools and days, made where there was none."""
    Census.objects.bulk_create(
        (
            Census(school_id=school, on=on, source=Source.IMPORTED, taken_by=by)
            for school, on in sorted(wanted)
        ),
        ignore_conflicts=True,
    )
    rows = Census.objects.filter(
        source=Source.IMPORTED, school__in={school for school, _ in wanted}, on__in={on for _, on in wanted}
    )
    return {(census.school_id, census.on): census for census in rows}
