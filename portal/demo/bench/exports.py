"""A file of 100,000 rows, as the worker makes it, against what openpyxl alone takes to write such a workbook.

The rows are schools, written for the measurement and taken back: no scale of the demo has as many of a kind.
"""

import resource
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from time import process_time
from typing import Any

from django.db import transaction
from openpyxl import Workbook

from portal.accounts.enums import Role
from portal.core.listing import ListingView, csv_lines, write_workbook
from portal.demo.bench.report import Figure
from portal.demo.people import demo_people
from portal.exports import lists
from portal.exports.enums import Format
from schools.register.enums import Phase, Regime, Status
from schools.register.models import School

ROWS = 100_000
MOST_TIMES = 1.5
# Above the process with every room loaded, which takes its 190 MB whatever it does.
MOST_ADDED_MEGABYTES = 20
FIRST_URN = 900_000_000
CHUNK = 500


@dataclass(frozen=True)
class Measured:
    """Seconds of processor time for a workbook, a CSV file, and openpyxl's own writing of the same cells."""

    rows: int
    workbook: float
    csv: float
    floor: float
    megabytes: float
    added_megabytes: float

    @property
    def times_floor(self) -> float:
        return self.workbook / self.floor


def measure_export(rows: int = ROWS) -> dict[str, Any]:
    """Everything is taken back at the end. Memory is the process's highest so far: call it in its own."""
    with transaction.atomic():
        _write_schools(rows)
        _timed(lambda view: view.exported_rows())  # every room is loaded
        before = _megabytes()
        workbook = _timed(_to_workbook)
        csv = _timed(_to_csv)
        highest = _megabytes()
        floor = _floor()
        transaction.set_rollback(True)
    return asdict(Measured(rows, workbook, csv, floor, highest, highest - before))


def _megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write_schools(rows: int) -> None:
    for start in range(0, rows, CHUNK):
        School.objects.bulk_create(_school(n) for n in range(start, min(start + CHUNK, rows)))


def _school(n: int) -> School:
    return School(
        urn=FIRST_URN + n,
        la_code=999,
        la_name="Northmere",
        establishment_number=n % 10_000,
        name=f"Invented School {n:06d}",
        phase=Phase.PRIMARY,
        type_name="Community school",
        status=Status.OPEN,
        regime=Regime.MAINTAINED,
        town="Northmere",
        postcode=f"NM{n % 90 + 10} {n % 9}AB",
        phone="020 7946 0000",
        headcount=n % 1500,
    )


def _timed(work: Any) -> float:
    taken: list[float] = []

    def job(view: ListingView) -> None:
        began = process_time()
        work(view)
        taken.append(process_time() - began)

    lists.run(lists.Asked("/schools/", "status=all", Format.XLSX), demo_people()[Role.ADMINISTRATOR], job)
    return taken[0]


def _to_workbook(view: ListingView) -> None:
    with TemporaryFile() as target:
        write_workbook([(view.title, view.exported_rows())], target)


def _to_csv(view: ListingView) -> None:
    with TemporaryFile() as target:
        target.writelines(line.encode() for line in csv_lines(view.exported_rows()))


def _floor() -> float:
    """The same cells, at hand as plain values, through openpyxl's write-only workbook and nothing else."""
    cells: list[list[Any]] = []

    def gather(view: ListingView) -> None:
        cells.extend(
            [None if v is None else v if isinstance(v, int) else str(v) for v in row]
            for row in view.exported_rows()
        )

    _timed(gather)
    began = process_time()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    for row in cells:
        sheet.append(row)
    with TemporaryFile() as target:
        book.save(target)
    return process_time() - began


def figures(measured: dict[str, Any]) -> Iterator[Figure]:
    found = Measured(**measured)
    name = f"Export of {found.rows:,} rows"
    yield Figure(f"{name}, workbook", 1.0, round(found.times_floor, 2), MOST_TIMES, "times openpyxl alone")
    yield Figure(f"{name}, workbook", 1.0, round(found.workbook, 1), None, "seconds")
    yield Figure(f"{name}, CSV", 1.0, round(found.csv, 1), None, "seconds")
    yield Figure(f"{name}, process", 1.0, round(found.megabytes), None, "megabytes at most")
    added = round(found.added_megabytes)
    yield Figure(f"{name}, memory", 1.0, added, MOST_ADDED_MEGABYTES, "megabytes added")


def line(measured: dict[str, Any]) -> str:
    found = Measured(**measured)
    over = [f.unit for f in figures(measured) if f.is_over]
    return (
        f"Export of {found.rows:,} rows: workbook {found.workbook:.1f} s ({found.times_floor:.2f} times "
        f"openpyxl alone, limit {MOST_TIMES}), CSV {found.csv:.1f} s. Memory: {found.megabytes:.0f} MB, "
        f"{found.added_megabytes:.0f} of them by the export (limit {MOST_ADDED_MEGABYTES})."
        f"{'   OVER: ' + ', '.join(over) if over else ''}"
    )
