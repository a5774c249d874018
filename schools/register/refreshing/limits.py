"""What a file may change without anybody having looked at it. What is drastic waits for an administrator."""

from collections.abc import Iterator

from django.conf import settings

from portal.bulk.models import Import
from schools.register.importer.consequences import Consequences
from schools.register.importer.schools import SchoolImport
from schools.register.models import Refresh


def drastic(item: Import, run: SchoolImport, meant: Consequences, last: Refresh | None) -> list[str]:
    """Why a person must look first, each in a sentence; empty where the file may be imported by itself.

    `last` is the last file after which the schools here were current.
    """
    return [*_closings(meant), *_rejections(item), *_columns(run, last), *_rows(run, last)]


def _closings(meant: Consequences) -> Iterator[str]:
    count, most = len(meant.closing), settings.REGISTER_MOST_CLOSING
    if count > most:
        yield f"{_of(count, 'school')} of {settings.AUTHORITY['name']} would close (limit {most})."


def _rejections(item: Import) -> Iterator[str]:
    most = settings.REGISTER_MOST_REJECTED
    if item.rejected > most:
        yield f"{_of(item.rejected, 'row')} cannot be read (limit {most})."


def _columns(run: SchoolImport, last: Refresh | None) -> Iterator[str]:
    """Columns that the last file had; where there was none, any that are missing."""
    known = set(last.missing) if last else set()
    missing = [name for name in run.layout.missing if name not in known]
    if missing:
        named = ", ".join(f"“{name}”" for name in missing)
        yield f"The file lacks {'the column' if len(missing) == 1 else 'the columns'} {named}."


def _rows(run: SchoolImport, last: Refresh | None) -> Iterator[str]:
    """The register keeps closed schools: it only grows. A file with fewer rows may be half of one."""
    fewer, most = (last.rows if last else 0) - run.counts.read, settings.REGISTER_MOST_ROWS_FEWER
    if fewer > most:
        yield f"The file has {_of(fewer, 'row')} fewer than the last one (limit {most})."


def _of(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
