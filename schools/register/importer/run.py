"""One import from beginning to end: the file, its links, the audit record; whole or not at all."""

import hashlib
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk.reading import Unusable
from portal.bulk.reading.csv_file import CsvFile
from schools.register.enums import Refreshed
from schools.register.importer.links import LinkImport
from schools.register.importer.schools import SchoolImport
from schools.register.importer.writing import lock_the_register
from schools.register.lists import forget_lists
from schools.register.models import Refresh
from schools.register.refreshing.sources import day_of

# Rows compared and written at a time: large enough to be quick, small enough for little memory.
CHUNK = 2000


def run_import(
    path: Path,
    *,
    la_code: int | None = None,
    links: Path | None = None,
    chunk: int = CHUNK,
    by: User | None = None,
) -> dict[str, Any]:
    """Bring the register here up to the national register's file; gives the report (docs/register.md).

    Schools that are not in the file stay as they are, and a second run of the same file writes
    nothing. Raises Unusable, having written nothing, where a file cannot be used at all; a single
    row that cannot is left out and reported. `by` is None for the portal's own jobs.
    """
    with ExitStack() as stack:
        file = stack.enter_context(_opened(path))
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        sheet = CsvFile(file, path.name)
        schools = SchoolImport(sheet, la_code=la_code, chunk=chunk)
        link_sheet = CsvFile(stack.enter_context(_opened(links)), links.name) if links else None
        successions = LinkImport(link_sheet, chunk=chunk) if link_sheet else None
        with transaction.atomic():
            lock_the_register()
            report = _apply(schools, successions, digest, by)
    forget_lists()
    return report


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise Unusable(f"{path} could not be opened: {why}.") from None


def _apply(
    schools: SchoolImport, successions: LinkImport | None, digest: str, by: User | None
) -> dict[str, Any]:
    counts = schools.run()
    if not counts.read:
        raise Unusable(f"{schools.sheet.name} has a header but no rows.")
    _remember(schools, digest)
    linked = successions.run() if successions else None
    if counts.wrote or (linked and linked.wrote):
        detail = {"file": schools.sheet.name, **counts.figures()}
        if linked:
            detail["links"] = linked.figures()
        record(by=by, kind=Kind.CHANGE, verb="school.import", detail=detail)
    return {
        **counts.as_json(),
        "encoding": schools.sheet.encoding,
        "warnings": _warnings(schools) + (_file_warnings(successions.sheet) if successions else []),
        "links": linked.as_json() if linked else None,
    }


def _remember(schools: SchoolImport, digest: str) -> None:
    """How current the schools are from now on; the same file once more says nothing new."""
    counts, name = schools.counts, schools.sheet.name
    if Refresh.objects.filter(sha256=digest).exclude(outcome=Refreshed.FAILED).exists():
        return
    Refresh.objects.create(
        file=name[-200:],
        dated=day_of(name) or timezone.localdate(),
        sha256=digest,
        rows=counts.read,
        missing=schools.layout.missing,
        outcome=Refreshed.APPLIED if counts.wrote else Refreshed.UNCHANGED,
    )


def _warnings(schools: SchoolImport) -> list[str]:
    layout = schools.layout
    absent = [f'There is no column "{name}": what it would say stays as it is.' for name in layout.missing]
    left_out = [
        f"{name}: {count} cell{'s' if count > 1 else ''} could not be used and stayed empty."
        for name, count in sorted(layout.left_out.items())
    ]
    if schools.la_code is not None and schools.counts.skipped == schools.counts.read:
        absent.append(f"No row is of authority {schools.la_code}.")
    return absent + left_out + _file_warnings(schools.sheet)


def _file_warnings(sheet: CsvFile) -> list[str]:
    warnings = []
    if sheet.encoding == "mixed":
        warnings.append(f"{sheet.name} mixes UTF-8 and Windows-1252: look at names with accents.")
    if sheet.unreadable:
        warnings.append(f"{sheet.name}: {sheet.unreadable} characters could not be read and show as \ufffd.")
    return warnings
