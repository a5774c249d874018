"""The register's file on the page of imports: the same rows as the command's, with a preview."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.conf import settings

from portal.bulk.enums import Fate
from portal.bulk.importer import Consequence, Importer, Planned, Problem, Row
from portal.bulk.models import Import
from portal.bulk.options import OptionsForm
from portal.bulk.reading import Sheet
from portal.bulk.reading.csv_file import CsvFile
from schools.register.importer.consequences import Consequences
from schools.register.importer.run import CHUNK
from schools.register.importer.schools import SchoolImport
from schools.register.importer.writing import lock_the_register
from schools.register.lists import forget_lists
from schools.register.models import School, Trust

HEADINGS = {f.name: str(f.verbose_name).capitalize() for f in School._meta.local_fields}


class RegisterOptions(OptionsForm):
    whose = forms.ChoiceField(
        label="Which schools of the file",
        widget=forms.RadioSelect,
        initial="own",
        choices=[
            ("own", f"Only those of {settings.AUTHORITY['name']} ({settings.AUTHORITY['la_code']})"),
            ("every", "Every school in the file"),
        ],
        error_messages={"required": "Select which schools of the file to import"},
    )


class RegisterImporter(Importer):
    """Schools and trusts from the national register. Schools that the file does not name stay."""

    kind, title, noun = "schools", "Schools from the national register", "school"
    permission = "register.manage_register"
    intro = (
        "The file “All establishment data” of Get Information about Schools (edubasealldata, CSV), "
        "as it is downloaded."
    )
    readers = MappingProxyType({".csv": CsvFile})
    options_form = RegisterOptions
    can_undo, is_shared = False, True
    most_bytes = 150 * 1024 * 1024

    run: SchoolImport
    meant: Consequences
    trust_names: Mapping[int, str]
    has_lock = False

    def parsed(self, sheet: Sheet) -> Iterator[Row | Planned]:
        assert isinstance(sheet, CsvFile)  # noqa: S101 -- `readers` names no other
        la_code = settings.AUTHORITY["la_code"] if self.options.get("whose") == "own" else None
        self.run = SchoolImport(sheet, la_code=la_code, chunk=CHUNK)
        self.meant = Consequences(settings.AUTHORITY["la_code"])
        self.trust_names = dict(Trust.objects.values_list("pk", "name"))
        rejections = self.run.counts.rejections
        for number, cells in sheet.rows():
            self.run.counts.read += 1
            parsed = self.run.parse(number, cells)
            if parsed is not None:
                yield Row(number, {"parsed": parsed})
            elif rejections:
                last = rejections.pop()
                yield Planned(number, Fate.REJECTED, problems=(Problem(last.column, last.reason),))

    def plan(self, rows: list[Row]) -> list[Planned]:
        parsed = [row.values["parsed"] for row in rows]
        fields = self.run.layout.fields
        known = {
            found[0]: found
            for found in School.objects.filter(urn__in=[one.values[0] for one in parsed]).values_list(
                *fields, "trust_id"
            )
        }
        return [self._planned(row, known.get(row.values["parsed"].values[0])) for row in rows]

    def _planned(self, row: Row, known: tuple[Any, ...] | None) -> Planned:
        parsed = row.values["parsed"]
        values = dict(zip(self.run.layout.fields, parsed.values, strict=True))
        label = f"{values['name']}, URN {values['urn']}"
        if known is None:
            self.meant.take(None, values)
            return row.planned(Fate.NEW, label, work=parsed)
        *before, trust_id = known
        changes = {
            HEADINGS[name]: (_words(old), _words(values[name]))
            for name, old in zip(values, before, strict=True)
            if old != values[name]
        }
        trusts = None
        if not self._keeps_trust(parsed.trust, trust_id):
            uid, name = parsed.trust or ("", "none")
            trusts = self.trust_names.get(trust_id, ""), name
            changes["Trust"] = ("", f"{name} {uid}".strip())
        if not changes:
            return row.planned(Fate.UNCHANGED, label)
        self.meant.take(dict(zip(values, before, strict=True)), values, trusts)
        return row.planned(Fate.CHANGED, label, changes=changes, work=parsed)

    def _keeps_trust(self, stated: tuple[int, str] | None, trust_id: int | None) -> bool:
        if not self.run.layout.has_trusts:
            return True
        if stated is None:
            return trust_id is None
        return self.run.trusts.is_as_stated(*stated, trust_id)

    def write(self, planned: list[Planned]) -> None:
        if not self.has_lock:
            lock_the_register()
            self.has_lock = True
        self.run.write([row.work for row in planned])

    def finish(self) -> None:
        forget_lists()

    def consequences(self) -> list[Consequence]:
        return self.meant.found(settings.AUTHORITY["name"])

    def rested(self, item: Import) -> None:
        """Decide on what the portal fetched itself; remember how current the schools are from now on."""
        from schools.register.refreshing import settling  # noqa: PLC0415 -- it starts imports itself

        settling.settle(item, getattr(self, "run", None), getattr(self, "meant", None))


def _words(value: Any) -> str:
    return "" if value is None else str(value)
