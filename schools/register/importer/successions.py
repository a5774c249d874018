"""The register's links file on the page of imports: the same successions as the command's, with a preview."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Any, TypedDict

from django.conf import settings

from portal.bulk.enums import Fate, State
from portal.bulk.importer import Consequence, Importer, Planned, Problem, Row
from portal.bulk.models import Import
from portal.bulk.reading import Sheet, Unusable
from portal.bulk.reading.csv_file import CsvFile
from portal.bulk.services import apply_import, discard_import
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.register.importer.links import LinkImport, rows_of
from schools.register.importer.run import CHUNK
from schools.register.models import School, SchoolSuccession


class Done(TypedDict):
    """What undo needs: the row, what it says now, and what it said before (None: it was not there)."""

    pk: int
    now: list[str | None]
    before: list[str | None] | None


class SuccessionImporter(Importer):
    """Which school followed which: each one row of the preview, though the file tells it from both sides."""

    kind, title, noun = "successions", "Which school followed which (links)", "succession"
    permission = "register.manage_register"
    intro = (
        "The file “All links” of Get Information about Schools (links_edubasealldata, CSV), as it is "
        "downloaded. Import the schools first."
    )
    readers = MappingProxyType({".csv": CsvFile})
    is_shared = True
    most_bytes = 50 * 1024 * 1024

    links: LinkImport
    names: dict[int, str]

    def parsed(self, sheet: Sheet) -> Iterator[Row | Planned]:
        assert isinstance(sheet, CsvFile)  # noqa: S101 -- `readers` names no other
        self.links = LinkImport(sheet, chunk=CHUNK)
        for rejection in self.links.gather():
            problem = Problem(rejection.column, rejection.reason)
            yield Planned(rejection.row, Fate.REJECTED, problems=(problem,))
        self.names = dict(School.objects.values_list("urn", "name"))
        counts = self.links.counts
        known = [pair for pair in self.links.pairs if pair[0] in self.names and pair[1] in self.names]
        counts.skipped = len(self.links.pairs) - len(known)
        if counts.read and not known and not counts.rejections:
            raise Unusable(
                f"{sheet.name} names no school here that follows another. Import the schools first."
            )
        for pair in known:
            yield Row(self.links.first_row[pair], {"pair": pair})

    def plan(self, rows: list[Row]) -> list[Planned]:
        there = rows_of(row.values["pair"] for row in rows)
        return [self._planned(row, there[row.values["pair"]]) for row in rows]

    def _planned(self, row: Row, succession: SchoolSuccession) -> Planned:
        pair = row.values["pair"]
        first, second = (f"{self.names[urn]} (URN {urn})" for urn in pair)
        label = f"{first} is followed by {second}"
        said = self.links.pairs[pair].facts(succession)
        work = succession, said
        if succession.pk is None:
            return row.planned(Fate.NEW, label, changes=_changes(("", None), said), work=work)
        changes = _changes((succession.kind, succession.linked_on), said)
        if not changes:
            return row.planned(Fate.UNCHANGED, label)
        return row.planned(Fate.CHANGED, label, changes=changes, work=work)

    def write(self, planned: list[Planned]) -> None:
        befores = []
        for one in planned:
            succession, said = one.work
            befores.append(_as_json(succession) if succession.pk else None)
            succession.kind, succession.linked_on = said
        rows = [one.work[0] for one in planned]
        changed = [row for row in rows if row.pk]
        SchoolSuccession.objects.bulk_create([row for row in rows if row.pk is None])
        SchoolSuccession.objects.bulk_update(changed, ["kind", "linked_on"])
        for one, row, before in zip(planned, rows, befores, strict=True):
            one.done = Done(pk=row.pk, now=_as_json(row), before=before)

    def undo(self, done: list[Done]) -> None:
        there = SchoolSuccession.objects.in_bulk([one["pk"] for one in done])
        for one in done:
            row = there.get(one["pk"])
            if row is None or _as_json(row) != one["now"]:
                raise Refused("What it wrote has been changed since. Import the earlier file again instead.")
        SchoolSuccession.objects.filter(pk__in=[one["pk"] for one in done if one["before"] is None]).delete()
        restored = [there[one["pk"]] for one in done if one["before"] is not None]
        before = {one["pk"]: one["before"] for one in done}
        for row in restored:
            kind, linked_on = before[row.pk] or ("", None)
            row.kind, row.linked_on = kind or "", date.fromisoformat(linked_on) if linked_on else None
        SchoolSuccession.objects.bulk_update(restored, ["kind", "linked_on"])

    def consequences(self) -> list[Consequence]:
        counts = self.links.counts
        passed_over = (
            ("Successions of schools that are not known here", counts.skipped, "They are passed over."),
            ("Links that are no succession", counts.other, "A sixth form centre, say: they are passed over."),
        )
        return [Consequence(title, count, advice=advice) for title, count, advice in passed_over if count]

    def rested(self, item: Import) -> None:
        """What the portal fetched itself is imported at once, unless too much of it cannot be read."""
        if item.owner is not None or item.state not in (State.READY, State.UNUSABLE):
            return
        from schools.register.refreshing.settling import tell_administrators  # noqa: PLC0415 -- it lies above

        if item.state == State.UNUSABLE or item.rejected > settings.REGISTER_MOST_REJECTED:
            text = "The file of which school followed which waits for an administrator to look at it"
            tell_administrators(text, item.get_absolute_url(), about=item.reference)
        elif item.would_write:
            apply_import(item=item, leave_out=True, by=None)
        else:
            discard_import(item=item, by=None)


def _changes(before: tuple[str, Any], after: tuple[str, Any]) -> dict[str, tuple[str, str]]:
    pairs = {"Kind": (before[0], after[0]), "Day": (plain_date(before[1]) or "", plain_date(after[1]) or "")}
    return {heading: pair for heading, pair in pairs.items() if pair[0] != pair[1]}


def _as_json(row: SchoolSuccession) -> list[str | None]:
    return [row.kind, row.linked_on.isoformat() if row.linked_on else None]
