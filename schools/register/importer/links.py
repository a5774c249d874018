"""Successions from the register's links file, whose rows tell each of them from both sides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.bulk.chunks import chunks
from portal.bulk.reading import Rejection
from portal.bulk.reading.csv_file import CsvFile
from schools.register.importer.cells import day, is_missing, needed, text, whole
from schools.register.importer.layout import BadCell, Column
from schools.register.importer.report import LinkCounts
from schools.register.importer.writing import forget_queries
from schools.register.models import School, SchoolSuccession

# URN of a school, URN of the one that follows it.
Pair = tuple[int, int]
COLUMNS = (
    Column("URN", "urn", needed(whole(9_999_999, 1))),
    Column("LinkURN", "link_urn", needed(whole(9_999_999, 1))),
    Column("LinkType", "kind", text(200)),
    Column("LinkEstablishedDate", "linked_on", day),
)


@dataclass(slots=True)
class Succession:
    """What the rows seen so far say about one pair of schools, whatever their order.

    The successor's own row dates the day it took over; the predecessor's row dates the day before,
    so it counts only where the other has no date. The fuller kind counts ("Successor - merged").
    """

    kind: str
    taken_over: date | None = None
    handed_over: date | None = None

    @property
    def linked_on(self) -> date | None:
        return self.taken_over or self.handed_over

    def facts(self, row: SchoolSuccession | None) -> tuple[str, date | None]:
        """Kind and day as they are once this is written over a row; a day that is known stays."""
        return self.kind, self.linked_on or (row.linked_on if row else None)


class LinkImport:
    """One run over one links file, after the schools."""

    def __init__(self, sheet: CsvFile, *, chunk: int) -> None:
        sheet.require(column.name for column in COLUMNS[:3])
        self.sheet, self.chunk = sheet, chunk
        self.counts = LinkCounts()
        at = sheet.positions(column.name for column in COLUMNS)
        self._columns = [(at.get(column.name), column) for column in COLUMNS]
        # 16,000 pairs for England: small enough to hold, and only whole do they say what is new.
        self.pairs: dict[Pair, Succession] = {}
        # The row that told of a pair first.
        self.first_row: dict[Pair, int] = {}

    def run(self) -> LinkCounts:
        for _ in self.gather():
            pass
        for pairs in chunks(self.pairs, self.chunk):
            self._write(pairs)
        return self.counts

    def gather(self) -> Iterator[Rejection]:
        """Read the whole file into `pairs`; gives the rows that cannot be used, as they come."""
        for number, row in self.sheet.rows():
            self.counts.read += 1
            if isinstance(row, Rejection):
                rejection = row
            else:
                try:
                    self._take(number, *self._values(row))
                    continue
                except BadCell as error:
                    rejection = Rejection(number, error.column, error.reason)
            self.counts.rejections.append(rejection)
            yield rejection

    def _values(self, cells: list[str]) -> tuple[int, int, str, date | None]:
        values = []
        for place, column in self._columns:
            cell = "" if place is None else cells[place]
            # The register dates what it does not know in 1900.
            if column.field == "linked_on" and (is_missing(cell) or cell.strip().endswith("1900")):
                cell = ""
            try:
                values.append(column.read(cell))
            except ValueError as error:
                raise BadCell(column.name, str(error)) from None
        urn, link_urn, kind, linked_on = values
        if urn == link_urn:
            raise BadCell("LinkURN", f"{urn} cannot succeed itself")
        return urn, link_urn, kind, linked_on

    def _take(self, number: int, urn: int, link_urn: int, kind: str, linked_on: date | None) -> None:
        direction = kind[:11].lower()
        if direction.startswith("successor"):
            pair, field = (urn, link_urn), "handed_over"
        elif direction == "predecessor":
            pair, field = (link_urn, urn), "taken_over"
            kind = f"Successor{kind[11:]}"
        else:
            self.counts.other += 1
            return
        if pair in self.pairs:
            self.counts.repeated += 1
        self.first_row.setdefault(pair, number)
        kind = kind[:60]
        said = self.pairs.setdefault(pair, Succession(kind))
        said.kind = max(said.kind, kind, key=lambda k: (len(k), k))
        if linked_on is not None:
            setattr(said, field, max(getattr(said, field) or linked_on, linked_on))

    def _write(self, pairs: list[Pair]) -> None:
        there = rows_of(pairs)
        self.counts.skipped += len(pairs) - len(there)
        new: list[SchoolSuccession] = []
        changed: list[SchoolSuccession] = []
        for pair, row in there.items():
            kind, linked_on = self.pairs[pair].facts(row)
            if row.pk and (row.kind, row.linked_on) == (kind, linked_on):
                continue
            (changed if row.pk else new).append(row)
            row.kind, row.linked_on = kind, linked_on
        SchoolSuccession.objects.bulk_create(new)
        SchoolSuccession.objects.bulk_update(changed, ["kind", "linked_on"])
        forget_queries()
        self.counts.created += len(new)
        self.counts.updated += len(changed)
        self.counts.unchanged += len(there) - len(new) - len(changed)


def rows_of(pairs: Iterable[Pair]) -> dict[Pair, SchoolSuccession]:
    """The succession of each pair as it is here, or a new one that is not saved; without pairs of which a
    school is not known here. Two queries.
    """
    pairs = list(pairs)
    urns = {urn for pair in pairs for urn in pair}
    ids = dict(School.objects.filter(urn__in=urns).values_list("urn", "pk"))
    known = [pair for pair in pairs if pair[0] in ids and pair[1] in ids]
    there = {
        (s.predecessor_id, s.successor_id): s
        for s in SchoolSuccession.objects.filter(predecessor__in={ids[first] for first, _ in known})
    }
    rows = {}
    for pair in known:
        first, second = ids[pair[0]], ids[pair[1]]
        row = there.get((first, second))
        rows[pair] = row or SchoolSuccession(predecessor_id=first, successor_id=second)
    return rows
