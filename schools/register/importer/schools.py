"""Schools from the register's main file, chunk by chunk: compare, then write only what differs."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.bulk.reading import Rejection
from portal.bulk.reading.csv_file import CsvFile
from schools.register.enums import Status
from schools.register.importer.layout import BadCell, Layout
from schools.register.importer.report import SchoolCounts
from schools.register.importer.trusts import TrustBook
from schools.register.importer.writing import forget_queries, insert_schools, update_schools
from schools.register.models import School


@dataclass(slots=True)
class Parsed:
    values: list[Any]
    trust: tuple[int, str] | None


class SchoolImport:
    """One run over one file. `la_code` limits it to one authority; `chunk` is in rows."""

    def __init__(self, sheet: CsvFile, *, la_code: int | None, chunk: int) -> None:
        self.sheet, self.la_code, self.chunk = sheet, la_code, chunk
        self.layout = Layout(sheet)
        self.counts = SchoolCounts()
        self.trusts = TrustBook()
        self.fields = self.layout.fields + (["trust_id"] if self.layout.has_trusts else [])
        self._first_row: dict[int, int] = {}

    def run(self) -> SchoolCounts:
        waiting: list[Parsed] = []
        for number, row in self.sheet.rows():
            self.counts.read += 1
            parsed = self.parse(number, row)
            if parsed is not None:
                waiting.append(parsed)
            if len(waiting) >= self.chunk:
                self.write(waiting)
                waiting = []
        self.write(waiting)
        self.counts.trusts = self.trusts.written
        return self.counts

    def parse(self, number: int, row: list[str] | Rejection) -> Parsed | None:
        """A row's values; None where it is another authority's, or rejected (`counts.rejections`)."""
        if isinstance(row, Rejection):
            self.counts.rejections.append(row)
            return None
        try:
            if self.la_code is not None and self.layout.authority(row) != self.la_code:
                self.counts.skipped += 1
                return None
            parsed = Parsed(*self.layout.read(row))
        except BadCell as error:
            self.counts.rejections.append(Rejection(number, error.column, error.reason))
            return None
        first = self._first_row.setdefault(parsed.values[0], number)
        if first != number:
            reason = f"{parsed.values[0]} stands in row {first} already"
            self.counts.rejections.append(Rejection(number, "URN", reason))
            return None
        return parsed

    def write(self, rows: list[Parsed]) -> None:
        """Write what differs of some rows, in the caller's transaction."""
        if not rows:
            return
        if self.layout.has_trusts:
            self.trusts.take(row.trust for row in rows if row.trust)
            for row in rows:
                row.values.append(self.trusts.pk(row.trust[0]) if row.trust else None)
        known = self._known([row.values[0] for row in rows if row.values[0] in self._there])
        new = [row.values for row in rows if row.values[0] not in known]
        changed = [
            row.values for row in rows if row.values[0] in known and known[row.values[0]] != tuple(row.values)
        ]
        insert_schools(self.fields, new)
        update_schools(self.fields, changed)
        forget_queries()
        status = self.fields.index("status")
        self.counts.created += len(new)
        self.counts.updated += len(changed)
        self.counts.unchanged += len(rows) - len(new) - len(changed)
        self.counts.closed += sum(
            values[status] == Status.CLOSED != known[values[0]][status] for values in changed
        )

    @cached_property
    def _there(self) -> set[int]:
        """The schools from before this run, read once the register is locked; a file has each only once."""
        return set(School.objects.values_list("urn", flat=True))

    def _known(self, urns: list[int]) -> dict[int, tuple[Any, ...]]:
        """Values of schools as they are here, by URN."""
        if not urns:
            return {}
        return {found[0]: found for found in School.objects.filter(urn__in=urns).values_list(*self.fields)}
