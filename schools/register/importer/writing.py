"""Writing many schools at once."""

from typing import Any

from django.conf import settings
from django.db import connection, reset_queries
from django.utils import timezone

from schools.register.models import School

# Rows are written past the model: making an object a school costs more than all the rest together.
TABLE = f'"{School._meta.db_table}"'


def lock_the_register() -> None:
    """Make a second import wait for this one. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")


def forget_queries() -> None:
    """In development Django keeps the text of its last 9,000 queries: a register's fill 100 megabytes."""
    if settings.DEBUG:
        reset_queries()


def insert_schools(fields: list[str], rows: list[list[Any]]) -> None:
    """Add schools that are not there yet; `rows` are values in the order of `fields`.

    PostgreSQL takes them by COPY: a whole register in a third of the time that INSERT needs.
    """
    if connection.vendor != "postgresql":
        update_schools(fields, rows)
    elif rows:
        columns, rest = _others(fields)
        with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({columns}) FROM STDIN") as copy:
            for values in rows:
                copy.write_row([*values, *rest])


def update_schools(fields: list[str], rows: list[list[Any]]) -> None:
    """Bring schools up to date, by URN; columns that `fields` does not name stay as they are."""
    if not rows:
        return
    columns, rest = _others(fields)
    marks = ", ".join(["%s"] * (len(fields) + len(rest)))
    changed = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in [*fields, "updated_at"] if name != "urn")
    sql = f'INSERT INTO {TABLE} ({columns}) VALUES ({marks}) ON CONFLICT ("urn") DO UPDATE SET {changed}'  # noqa: S608 -- names from the model
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[*values, *rest] for values in rows])


def _others(fields: list[str]) -> tuple[str, list[Any]]:
    """Every column, those of `fields` first; what a new school has in the others (SQL knows no default)."""
    others = [f for f in School._meta.local_concrete_fields if not f.primary_key and f.attname not in fields]
    rest = [
        f.get_db_prep_save(timezone.now() if f.attname == "updated_at" else f.get_default(), connection)
        for f in others
    ]
    return ", ".join(f'"{name}"' for name in [*fields, *(f.column for f in others)]), rest
