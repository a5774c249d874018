"""Files that the tests of imports hand in, and a small importer: the towns of schools, by URN."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from portal.bulk.cells import text, whole
from portal.bulk.enums import Fate
from portal.bulk.importer import Column, Importer, Problem
from portal.core.errors import Refused
from schools.register.models import School

HEADER = ("URN", "Town")


class TownImporter(Importer):
    """Sets the town of schools; a school without a name in the file keeps what it has."""

    kind, title, noun = "towns", "Towns of schools", "school"
    permission = "register.manage_register"
    columns = (
        Column("URN", "urn", whole(9_999_999, 1), needed=True, also=("School number",), example="990001"),
        Column("Town", "town", text(120), needed=True, help="Where the school is", example="Northmere"),
        Column("Name", "name", text(200)),
    )
    most_rows = 1000

    def begin(self):
        self.seen = {}

    def plan(self, rows):
        known = School.objects.in_bulk([row.values["urn"] for row in rows], field_name="urn")
        return [self._planned(row, known.get(row.values["urn"])) for row in rows]

    def _planned(self, row, school):
        first = self.seen.setdefault(row.values["urn"], row.number)
        if first != row.number:
            return row.rejected("URN", f"stands in row {first} already")
        if school is None:
            return row.rejected("URN", "is no school known here")
        if row.values.get("name", school.name) != school.name:
            row.problems.append(Problem("Name", "is not the school’s name here", is_warning=True))
        town = row.values["town"]
        if school.town == town:
            return row.planned(Fate.UNCHANGED, school.name)
        changes = {"Town": (school.town, town)}
        return row.planned(
            Fate.CHANGED if school.town else Fate.NEW, school.name, changes=changes, work=(school, town)
        )

    def write(self, planned):
        for row in planned:
            school, town = row.work
            row.done = {"urn": school.urn, "before": school.town, "after": town}
            School.objects.filter(pk=school.pk).update(town=town)

    def undo(self, done):
        for one in done:
            if not School.objects.filter(urn=one["urn"], town=one["after"]).update(town=one["before"]):
                raise Refused("A town was changed by hand since.")


def csv_bytes(*rows, encoding="utf-8", newline="\r\n"):
    return newline.join(",".join(map(str, row)) for row in rows).encode(encoding)


def csv_upload(*rows, name="towns.csv", header=HEADER):
    return SimpleUploadedFile(name, csv_bytes(header, *rows))


def workbook_bytes(*rows, change=None):
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content, **parts):
    """The same zip file with some entries replaced (None: left out); `__` in a name stands for `/`."""
    target = io.BytesIO()
    names = {name.replace("__", "/").replace("-DOT-", "."): value for name, value in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", 8) as copy:
        for entry in source.namelist():
            value = names.pop(entry, source.read(entry))
            if value is not None:
                copy.writestr(entry, value)
        for name, value in names.items():
            copy.writestr(name, value)
    return target.getvalue()
