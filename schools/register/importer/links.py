"""Successions from the register's links file, whose rows tell each of them from both sides."""

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


class LinkImport:
    """One run over one links file, after the schools."""

    def __init__(self, sheet: CsvFile, *, chunk: int) -> None:
        sheet.require(column.name for column in COLUMNS[:3])
        self.sheet, self.chunk = sheet, chunk
        self.counts = LinkCounts()
        at = sheet.positions(column.name for column in COLUMNS)
        self._columns = [(at.get(column.name), column) for column in COLUMNS]
        # 16,000 pairs for England: small enough to hold, and only whole do they say what is new.
        self._pairs: dict[tuple[int, int], Succession] = {}

    def run(self) -> LinkCounts:
        for number, row in self.sheet.rows():
            self.counts.read += 1
            if isinstance(row, Rejection):
                self.counts.rejections.append(row)
                continue
            try:
                self._take(*self._values(row))
            except BadCell as error:
                self.counts.rejections.append(Rejection(number, error.column, error.reason))
        for pairs in chunks(self._pairs, self.chunk):
            self._write(pairs)
        return self.counts

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

    def _take(self, urn: int, link_urn: int, kind: str, linked_on: date | None) -> None:
        direction = kind[:11].lower()
        if direction.startswith("successor"):
            pair, field = (urn, link_urn), "handed_over"
        elif direction == "predecessor":
            pair, field = (link_urn, urn), "taken_over"
            kind = f"Successor{kind[11:]}"
        else:
            self.counts.other += 1
            return
        if pair in self._pairs:
            self.counts.repeated += 1
        kind = kind[:60]
        said = self._pairs.setdefault(pair, Succession(kind))
        said.kind = max(said.kind, kind, key=lambda k: (len(k), k))
        if linked_on is not None:
            setattr(said, field, max(getattr(said, field) or linked_on, linked_on))

    def _write(self, pairs: list[tuple[int, int]]) -> None:
        urns = {urn for pair in pairs for urn in pair}
        ids = dict(School.objects.filter(urn__in=urns).values_list("urn", "pk"))
        known = [pair for pair in pairs if pair[0] in ids and pair[1] in ids]
        self.counts.skipped += len(pairs) - len(known)
        there = {
            (s.predecessor_id, s.successor_id): s
            for s in SchoolSuccession.objects.filter(predecessor__in={ids[first] for first, _ in known})
        }
        new, changed = [], []
        for pair in known:
            said = self._pairs[pair]
            key = ids[pair[0]], ids[pair[1]]
            row = there.get(key)
            if row is None:
                new.append(
                    SchoolSuccession(
                        predecessor_id=key[0], successor_id=key[1], kind=said.kind, linked_on=said.linked_on
                    )
                )
            elif (row.kind, row.linked_on) != (said.kind, said.linked_on or row.linked_on):
                row.kind, row.linked_on = said.kind, said.linked_on or row.linked_on
                changed.append(row)
        SchoolSuccession.objects.bulk_create(new)
        SchoolSuccession.objects.bulk_update(changed, ["kind", "linked_on"])
        forget_queries()
        self.counts.created += len(new)
        self.counts.updated += len(changed)
        self.counts.unchanged += len(known) - len(new) - len(changed)
