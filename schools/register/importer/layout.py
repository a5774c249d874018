"""Which columns of the register become which fields of a school."""

from collections import Counter
from collections.abc import Callable
from operator import call, itemgetter
from typing import Any, NamedTuple

from portal.bulk.reading.csv_file import CsvFile
from schools.register.enums import GROUP_OF_TYPE, Phase, Status, TypeGroup, regime_for
from schools.register.importer.cells import (
    NOTHING,
    Remembered,
    day,
    is_missing,
    known,
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
    # Hardly two schools have the same: what was made of a cell is not worth remembering.
    is_own: bool = False

    @property
    def reader(self) -> Callable[[str], Any]:
        """`read`, remembering what it made of the texts that most rows repeat."""
        return self.read if self.is_own else Remembered(self.read).__getitem__


# 0 is "does not apply": schools overseas.
LA_CODE = Column("LA (code)", "la_code", needed(whole(999)))
TYPE = Column("TypeOfEstablishment (code)", "type_code", needed(whole(999)))
# Without these a row is no school.
REQUIRED = (
    Column("URN", "urn", needed(whole(9_999_999, 1)), is_own=True),
    LA_CODE,
    Column("EstablishmentName", "name", needed(text(200)), is_own=True),
    TYPE,
    Column("EstablishmentStatus (code)", "status", needed(whole(max(Status), min(Status)))),
)
PHASE = Column("PhaseOfEducation (code)", "phase", known(Phase.values))
POSTCODE = Column("Postcode", "postcode", postcode)
WEBSITE = Column("SchoolWebsite", "website", website, is_own=True)
PHONE = Column("TelephoneNum", "phone", phone, is_own=True)
OPTIONAL = (
    Column("LA (name)", "la_name", text(80)),
    Column("EstablishmentNumber", "establishment_number", whole(9999)),
    Column("TypeOfEstablishment (name)", "type_name", text(100)),
    PHASE,
    Column("OpenDate", "opened_on", day),
    Column("CloseDate", "closed_on", day),
    Column("StatutoryLowAge", "low_age", whole(120)),
    Column("StatutoryHighAge", "high_age", whole(120)),
    Column("Street", "street", text(200)),
    Column("Locality", "locality", text(120)),
    Column("Town", "town", text(120)),
    POSTCODE,
    WEBSITE,
    PHONE,
    Column("Easting", "easting", whole(9_999_999), is_own=True),
    Column("Northing", "northing", whole(9_999_999), is_own=True),
    Column("SchoolCapacity", "capacity", whole(100_000)),
    Column("NumberOfPupils", "headcount", whole(100_000)),
)
# No field as they stand: group, trust and head are made of them (`Layout.read` takes them in this order).
GROUP = Column("EstablishmentTypeGroup (code)", "type_group", known(TypeGroup.values))
TRUST = (
    Column("Trusts (code)", "trust_uid", whole(2_000_000_000, 1)),
    Column("Trusts (name)", "trust_name", text(200)),
)
LONGEST_HEAD_NAME = 150
HEAD = (
    Column("HeadTitle (name)", "head_title", text(LONGEST_HEAD_NAME)),
    Column("HeadFirstName", "head_first_name", text(LONGEST_HEAD_NAME)),
    Column("HeadLastName", "head_last_name", text(LONGEST_HEAD_NAME)),
)
TYPE_AT = REQUIRED.index(TYPE)
PARTS = (GROUP, *TRUST, *HEAD)
ALL_NAMES = [column.name for column in (*REQUIRED, *OPTIONAL, *PARTS)]
# A cell of these that cannot be used is left out, which is no reason to lose the school.
LENIENT = (PHASE, POSTCODE, WEBSITE, PHONE, GROUP)


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
        self._authority = at[LA_CODE.name]
        self.missing = [name for name in ALL_NAMES if name not in at]
        self.left_out: Counter[str] = Counter()
        plain = [column for column in (*REQUIRED, *OPTIONAL) if column.name in at]
        self._columns = [*plain, *PARTS]
        # Of a row's 133 cells only these are looked at, in one go; a part that is missing is an empty one.
        self._pick = itemgetter(*(at.get(column.name, len(sheet.header)) for column in self._columns))
        self._readers = [column.reader for column in self._columns]
        self._lenient = [self._columns.index(column) for column in LENIENT if column.name in at]
        self._phase = self._columns.index(PHASE) if PHASE.name in at else None
        self._regimes: dict[tuple[int, int], str] = {}
        self.has_head, self.has_trusts = HEAD[-1].name in at, TRUST[0].name in at
        head_name = ["head_name"] if self.has_head else []
        self.fields = [column.field for column in plain] + ["type_group", "regime", *head_name]

    def authority(self, cells: list[str]) -> int:
        """The code of the authority the row belongs to."""
        return _read(LA_CODE, cells[self._authority])

    def read(self, cells: list[str]) -> tuple[list[Any], tuple[int, str] | None]:
        """The row's values in the order of `fields`, group number and name of its trust; raises BadCell."""
        picked = self._pick([*cells, ""])
        try:
            found = list(map(call, self._readers, picked))
        except ValueError:
            for column, cell in zip(self._columns, picked, strict=True):
                _read(column, cell)
            raise
        for place in self._lenient:
            if found[place] in NOTHING and not is_missing(picked[place]):
                self.left_out[self._columns[place].name] += 1
        *values, group, uid, trust, title, first, last = found
        self._know_phase(values)
        type_code = values[TYPE_AT]
        if group is None:
            group = GROUP_OF_TYPE.get(type_code, TypeGroup.OTHER.value)
        values += (group, self._regime(type_code, group))
        if self.has_head:
            values.append(_head_name(title, first, last))
        return values, None if uid is None else (uid, trust)

    def _know_phase(self, values: list[Any]) -> None:
        if self._phase is not None and values[self._phase] is None:
            values[self._phase] = Phase.NOT_APPLICABLE.value

    def _regime(self, type_code: int, group: int) -> str:
        if (type_code, group) not in self._regimes:
            self._regimes[type_code, group] = regime_for(type_code, group).value
        return self._regimes[type_code, group]


def _read(column: Column, cell: str) -> Any:
    try:
        return column.read(cell)
    except ValueError as error:
        raise BadCell(column.name, str(error)) from None


def _head_name(*parts: str) -> str:
    name = " ".join(filter(None, parts))
    if len(name) > LONGEST_HEAD_NAME:
        raise BadCell(HEAD[-1].name, f"is longer than {LONGEST_HEAD_NAME} characters")
    return name
