"""Imports of whole files, against what the database alone takes to write the same rows.

The floor: the same values of the same columns, at hand already, into an empty table with the columns, indexes
and constraints of the real one; by COPY on PostgreSQL, by executemany on SQLite (decision 26).

A national register of 52,000 rows under its real header (133 columns), and a file of pupils of one school.
Everything is written in one transaction and taken back. Call each measurement in a process of its own:
memory is the process's highest so far.
"""

import csv
import os
import resource
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter, process_time
from typing import Any

from django.core.files import File
from django.db import connection, models, transaction
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.work import run_import as work_on
from portal.demo.accounts import SCHOOL
from portal.demo.bench.report import Figure
from portal.demo.people import demo_people
from schools.pupils.enums import FactSource
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.upn import check_letter
from schools.register.importer import run_import
from schools.register.models import School

REGISTER_ROWS, PUPILS = 52_000, 10_000
# Above the process with every room loaded; the preview keeps each row, so large files may take more.
MOST_ADDED_MEGABYTES, BYTES_A_ROW = 150, 2_500
# Reading, checking, comparing and telling what changes costs several times the writing: no more than this.
MOST_TIMES = {"register": {"postgresql": 5, "sqlite": 8}, "pupils": {"postgresql": 100, "sqlite": 100}}
HEADER = (Path(__file__).parent / "register_header.txt").read_text().splitlines()
FIRST_URN = 2_000_000
BORN = date(2012, 9, 1)


@dataclass(frozen=True)
class Measured:
    """Seconds to check and write a file, to read it again, and for the database's own writing of the rows."""

    what: str
    rows: int
    seconds: float
    again: float
    floor: float
    added_megabytes: float

    @property
    def most_megabytes(self) -> int:
        return max(MOST_ADDED_MEGABYTES, self.rows * BYTES_A_ROW // 1_000_000)

    @property
    def a_second(self) -> float:
        return self.rows / self.seconds

    @property
    def times_floor(self) -> float:
        return self.seconds / self.floor


def measure_register(rows: int = REGISTER_ROWS) -> dict[str, Any]:
    """The command's import of a new register, and a second run of the same file, which must write nothing."""
    with NamedTemporaryFile("w", suffix=".csv", newline="", encoding="cp1252") as file, transaction.atomic():
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_school(n) for n in range(rows))
        file.flush()
        path = Path(file.name)
        before = _megabytes()
        first, seconds = _timed(lambda: _settled(lambda: run_import(path)))
        added = _megabytes() - before
        second, again = _timed(lambda: run_import(path))
        _insist(first["created"], rows, "schools were written")
        _insist(second["created"] + second["updated"], 0, "schools were written by the second run")
        floor = _floor(School, School.objects.filter(urn__gte=FIRST_URN), "urn", rows)
        transaction.set_rollback(True)
    return asdict(Measured("register", rows, seconds, again, floor, added))


def measure_pupils(rows: int = PUPILS) -> dict[str, Any]:
    """A file of pupils checked and imported as from the page, and the same file once more."""
    administrator, school = demo_people()[Role.ADMINISTRATOR], School.objects.get(name=SCHOOL)
    files: list[Any] = []
    try:
        with transaction.atomic():
            before, seen = _megabytes(), set(Pupil.objects.values_list("pk", flat=True))
            first, seconds = _timed(lambda: _imported(rows, school, administrator, files, apply=True))
            added = _megabytes() - before
            second, again = _timed(lambda: _imported(rows, school, administrator, files, apply=False))
            _insist((first.state, first.new), (State.APPLIED, rows), "pupils were written")
            _insist(
                (second.would_write, second.unchanged), (0, rows), "to write and unchanged the second time"
            )
            last = max(seen, default=0)
            floor = _floor(Enrolment, Enrolment.objects.filter(pupil__gt=last), "pk", rows)
            floor += _floor(Pupil, Pupil.objects.filter(pk__gt=last), "upn", rows)
            transaction.set_rollback(True)
    finally:
        for file in files:
            file.storage.delete(file.name)
    return asdict(Measured("pupils", rows, seconds, again, floor, added))


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gives back, and its seconds of processor time: others' work is not counted."""
    began = _seconds()
    done = work()
    return done, _seconds() - began


def _seconds() -> float:
    """Processor time of this process and of the server's process that works for it, wherever that shows."""
    if connection.vendor == "sqlite":
        return process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not server.exists():  # a server elsewhere: its work shows on the clock alone
        return perf_counter()
    user, system = server.read_text().rpartition(")")[2].split()[11:13]
    return process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _settled(work: Callable[[], Any]) -> Any:
    """What is checked at the end of a transaction belongs to the work."""
    done = work()
    if connection.vendor == "postgresql":
        connection.check_constraints()
    return done


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _insist(found: Any, expected: Any, what: str) -> None:
    if found != expected:
        raise RuntimeError(f"{found} {what}, not {expected}: the measurement means nothing.")


def _school(n: int) -> list[str]:
    known = {
        "URN": f"{FIRST_URN + n}",
        "LA (code)": f"{n % 150 + 200}",
        "LA (name)": f"Authority {n % 150}",
        "EstablishmentNumber": f"{n % 9000 + 1000}",
        "EstablishmentName": f"Invented School {n:05d}, St Inès’s",
        "TypeOfEstablishment (code)": "34" if n % 3 else "1",
        "TypeOfEstablishment (name)": "Academy converter" if n % 3 else "Community school",
        "EstablishmentTypeGroup (code)": "10" if n % 3 else "4",
        "EstablishmentStatus (code)": "2" if n % 2 else "1",
        "EstablishmentStatus (name)": "Closed" if n % 2 else "Open",
        "OpenDate": "01-09-1996",
        "CloseDate": "31-08-2019" if n % 2 else "",
        "PhaseOfEducation (code)": f"{n % 5}",
        "StatutoryLowAge": "4",
        "StatutoryHighAge": "11",
        "SchoolCapacity": f"{n % 1500}",
        "NumberOfPupils": f"{n % 1400}",
        "Trusts (code)": f"{n % 9000 + 1}" if n % 3 else "",
        "Trusts (name)": f"Invented Trust {n % 9000}" if n % 3 else "",
        "Street": f"{n % 300} Long Lane",
        "Town": f"Town {n % 700}",
        "Postcode": f"NM{n % 90 + 10} {n % 9}AB",
        "SchoolWebsite": f"www.school{n}.example.org",
        "TelephoneNum": f"2079{n:06d}",
        "HeadFirstName": f"First{n % 2000}",
        "HeadLastName": f"Last{n % 9000}",
        "Easting": f"{500_000 + n}",
        "Northing": f"{200_000 + n}",
    }
    return [known.get(name, "Not applicable" if place % 3 else "") for place, name in enumerate(HEADER)]


def _imported(rows: int, school: School, by: User, files: list[Any], *, apply: bool) -> Import:
    """A file of invented pupils on its way in; applied where it is to be."""
    with NamedTemporaryFile("w+", suffix=".csv", newline="") as made:
        writer = csv.writer(made)
        writer.writerow(("UPN", "Last name", "First name", "Date of birth", "Year group", "Sex"))
        writer.writerows(_pupil(n) for n in range(rows))
        made.flush()
        with Path(made.name).open("rb") as source:
            item = Import.objects.create(
                kind="pupils",
                owner=by,
                name="pupils.csv",
                file=File(source, name="pupils.csv"),
                size=Path(made.name).stat().st_size,
                about=str(school.urn),
                options={
                    "urn": school.urn,
                    "as_at": timezone.localdate().isoformat(),
                    "source": FactSource.SCHOOL_SYSTEM.value,
                },
            )
    files.append(item.file)
    work_on(item.pk)
    if apply:
        Import.objects.filter(pk=item.pk).update(state=State.APPLYING)
        work_on(item.pk)
    item.refresh_from_db()
    return item


def _pupil(n: int) -> tuple[str, ...]:
    # No school of the demo gives numbers of this year.
    body = f"999{n // 1000 + 5000:04d}19{n % 1000:03d}"
    born_on = BORN + timedelta(days=n % 360)
    return f"{check_letter(body)}{body}", f"Surname{n}", f"Name{n % 800}", f"{born_on:%d/%m/%Y}", "9", "M"


def _floor(model: type[models.Model], written: models.QuerySet[Any], key: str, rows: int) -> float:
    """Seconds that the database takes to write the columns of these rows into a table like the real one."""
    fields = [field for field in model._meta.local_concrete_fields if field.attname != "id"]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = [
        tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True))
        for row in written.order_by(key).values_list(*(field.attname for field in fields))
    ]
    _insist(len(values), rows, "rows are at hand")
    with connection.cursor() as cursor:
        _make_bare(cursor, model._meta.db_table)
        _, seconds = _timed(lambda: _write(cursor, columns, len(fields), values))
        cursor.execute("DROP TABLE bare")
    return seconds


def _make_bare(cursor: Any, kept: str) -> None:
    """An empty table `bare` with the columns, constraints and indexes of another."""
    if connection.vendor == "postgresql":
        cursor.execute(f'CREATE TABLE bare (LIKE "{kept}" INCLUDING ALL)')
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type <> 'trigger'", [kept])
    for name, sql in cursor.fetchall():
        if sql:  # SQLite makes the index of a unique column with its table
            new = "bare" if name == kept else f"bare_{name}"
            cursor.execute(sql.replace(f'"{name}"', f'"{new}"', 1).replace(f' ON "{kept}"', ' ON "bare"', 1))


def _write(cursor: Any, columns: str, width: int, values: list[tuple[Any, ...]]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY bare ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        marks = ", ".join(["%s"] * width)
        cursor.executemany(f"INSERT INTO bare ({columns}) VALUES ({marks})", values)  # noqa: S608


def _most_times(found: Measured) -> float:
    return MOST_TIMES[found.what][connection.vendor]


def figures(every: list[dict[str, Any]]) -> Iterator[Figure]:
    for measured in every:
        found = Measured(**measured)
        name = f"Import of {found.rows:,} rows, {found.what}"
        limit = _most_times(found)
        yield Figure(name, 1.0, round(found.times_floor, 1), limit, "times the database alone")
        yield Figure(name, 1.0, round(found.a_second), None, "rows a second")
        yield Figure(name, 1.0, round(found.seconds, 1), None, "seconds")
        yield Figure(f"{name}, again", 1.0, round(found.again, 1), None, "seconds")
        added = round(found.added_megabytes)
        yield Figure(f"{name}, memory", 1.0, added, found.most_megabytes, "megabytes added")


def line(measured: dict[str, Any]) -> str:
    found = Measured(**measured)
    over = [f.unit for f in figures([measured]) if f.is_over]
    return (
        f"Import of {found.rows:,} rows ({found.what}): {found.seconds:.1f} s, {found.a_second:,.0f} rows a "
        f"second, {found.times_floor:.1f} times the database alone (limit {_most_times(found):g}); again "
        f"{found.again:.1f} s, writing nothing. Memory added: {found.added_megabytes:.0f} MB (limit "
        f"{found.most_megabytes}).{'   OVER: ' + ', '.join(over) if over else ''}"
    )
