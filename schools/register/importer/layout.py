"""Which columns of the register become which fields of a school."""

from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from portal.bulk.reading.csv_file import CsvFile
from schools.register.enums import GROUP_OF_TYPE, Phase, Status, TypeGroup, regime_for
from schools.register.importer.cells import (
    Remembered,
    day,
    is_missing,
    needed,
    phone,
    postcode,
    text,
    website,
    whole,
)


class Column(NamedTuple):
    name: str
    field: str
    read: Callable[[str], Any]


# Without these a row is no school.
REQUIRED = (
    Column("URN", "urn", needed(whole(9_999_999, 1))),
    Column("LA (code)", "la_code", needed(whole(999))),  # 0 is "does not apply": schools overseas
    Column("EstablishmentName", "name", needed(text(200))),
    Column("TypeOfEstablishment (code)", "type_code", needed(whole(999))),
    Column("EstablishmentStatus (code)", "status", needed(whole(max(Status), min(Status)))),
)
OPTIONAL = (
    Column("LA (name)", "la_name", text(80)),
    Column("EstablishmentNumber", "establishment_number", whole(9999)),
    Column("TypeOfEstablishment (name)", "type_name", text(100)),
    Column("PhaseOfEducation (code)", "phase", whole(99)),
    Column("OpenDate", "opened_on", day),
    Column("CloseDate", "closed_on", day),
    Column("StatutoryLowAge", "low_age", whole(120)),
    Column("StatutoryHighAge", "high_age", whole(120)),
    Column("Street", "street", text(200)),
    Column("Locality", "locality", text(120)),
    Column("Town", "town", text(120)),
    Column("Postcode", "postcode", postcode),
    Column("SchoolWebsite", "website", website),
    Column("TelephoneNum", "phone", phone),
    Column("Easting", "easting", whole(9_999_999)),
    Column("Northing", "northing", whole(9_999_999)),
    Column("SchoolCapacity", "capacity", whole(100_000)),
    Column("NumberOfPupils", "headcount", whole(100_000)),
)
GROUP = Column("EstablishmentTypeGroup (code)", "type_group", whole(99))
HEAD = ("HeadTitle (name)", "HeadFirstName", "HeadLastName")
TRUST = (
    Column("Trusts (code)", "uid", whole(2_000_000_000, 1)),
    Column("Trusts (name)", "name", text(200)),
)
HEAD_NAME = text(150)
# The codes as plain sets: a million look-ups in an enumeration take seconds.
PHASES, GROUPS = frozenset(Phase.values), frozenset(TypeGroup.values)
ALL_NAMES = [c.name for c in (*REQUIRED, *OPTIONAL, GROUP, *TRUST)] + list(HEAD)
# What people typed freely: a cell that cannot be used is left out, which is no reason to lose the school.
FREELY_TYPED = ("Postcode", "SchoolWebsite", "TelephoneNum")


class BadCell(Exception):
    """A cell for which the row is rejected."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


class Layout:
    """How the rows of one file become values of `fields`. Raises Unusable where a needed column is missing.

    A school's fields whose column the file does not have are in none of the values: they stay as they are.
    """

    def __init__(self, sheet: CsvFile) -> None:
        sheet.require(column.name for column in REQUIRED)
        at = sheet.positions(ALL_NAMES)
        self.missing = [name for name in ALL_NAMES if name not in at]
        self.left_out: Counter[str] = Counter()
        self._plain = [c for c in (*REQUIRED, *OPTIONAL) if c.name in at]
        self._pick = itemgetter(*(at[c.name] for c in self._plain))
        self._readers = [Remembered(c.read) for c in self._plain]
        self._freely_typed = [
            (at[c.name], place, c.name) for place, c in enumerate(self._plain) if c.name in FREELY_TYPED
        ]
        self._group_at = at.get(GROUP.name)
        self._head_at = [at[name] for name in HEAD if name in at] if HEAD[-1] in at else []
        self._trust_at = at.get(TRUST[0].name)
        self._trust_name_at = at.get(TRUST[1].name)
        self._la = (at["LA (code)"], REQUIRED[1])
        self.fields = [column.field for column in self._plain] + ["type_group", "regime"]
        if self._head_at:
            self.fields.append("head_name")
        self.has_trusts = self._trust_at is not None
        self._regimes: dict[tuple[int, int], str] = {}
        self._of = {field: place for place, field in enumerate(self.fields)}

    def authority(self, cells: list[str]) -> int:
        """The code of the authority the row belongs to."""
        place, column = self._la
        return self._read(column, cells[place])

    def values(self, cells: list[str]) -> list[Any]:
        """The row's values in the order of `fields`; raises BadCell."""
        picked = self._pick(cells)
        try:
            values = [reader[cell] for reader, cell in zip(self._readers, picked, strict=True)]
        except ValueError:
            self._complain(picked)
            raise
        for place, at, name in self._freely_typed:
            if not values[at] and not is_missing(cells[place]):
                self.left_out[name] += 1
        self._know_phase(values)
        type_code = values[self._of["type_code"]]
        group = self._group(cells, type_code)
        values += [group, self._regime(type_code, group)]
        if self._head_at:
            values.append(self._head(cells))
        return values

    def trust(self, cells: list[str]) -> tuple[int, str] | None:
        """Group number and name of the row's trust."""
        if self._trust_at is None:
            return None
        uid = self._read(TRUST[0], cells[self._trust_at])
        if uid is None:
            return None
        name = self._read(TRUST[1], cells[self._trust_name_at]) if self._trust_name_at is not None else ""
        return uid, name

    def _complain(self, picked: tuple[str, ...]) -> None:
        for column, cell in zip(self._plain, picked, strict=True):
            self._read(column, cell)

    @staticmethod
    def _read(column: Column, cell: str) -> Any:
        try:
            return column.read(cell)
        except ValueError as error:
            raise BadCell(column.name, str(error)) from None

    def _know_phase(self, values: list[Any]) -> None:
        place = self._of.get("phase")
        if place is None or values[place] in PHASES:
            return
        if values[place] is not None:
            self.left_out["PhaseOfEducation (code)"] += 1
        values[place] = Phase.NOT_APPLICABLE.value

    def _group(self, cells: list[str], type_code: int) -> int:
        derived = GROUP_OF_TYPE.get(type_code, TypeGroup.OTHER.value)
        stated = None if self._group_at is None else self._read(GROUP, cells[self._group_at])
        if stated in GROUPS:
            return stated
        if stated is not None:
            self.left_out[GROUP.name] += 1
        return derived

    def _regime(self, type_code: int, group: int) -> str:
        if (type_code, group) not in self._regimes:
            self._regimes[type_code, group] = regime_for(type_code, group).value
        return self._regimes[type_code, group]

    def _head(self, cells: list[str]) -> str:
        parts = [cells[place] for place in self._head_at]
        try:
            return HEAD_NAME(" ".join(part for part in parts if part and not is_missing(part)))
        except ValueError as error:
            raise BadCell(HEAD[-1], str(error)) from None
