"""A hundred authorities out of one: every row of schools, their people and children, copied by SQLite itself.

The demo is told by its makers row by row, an hour for a hundred authorities; copying what it told for one
takes minutes, and every table grows alike, also those of which the demo tells but a little.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import models

from portal.core.references import ReferenceField
from portal.exports.everything import every_model, label_of
from portal.exports.one_school import SHARED

CACHE_KIB = 2_000_000
# What an authority has once, however many schools it has: settings, guidance, files on their way in or out;
# and the figures of boards, which are counted anew.
ONCE_ROOMS = {"api", "bulk", "core", "dashboards", "exports", "files", "guidance"}
ONCE = SHARED | {
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "audit.Seal",
    "protocol.ProtocolDraft",
    "register.Refresh",
    "register.Trust",
}
# Rows without a school are everyone's.
PARTLY_OF_SCHOOLS = {"calendars.Closure", "calendars.Term"}
# Beside what is unique and what is called `reference`: names that a page is asked for, keys made of keys, and
# references held as text.
TOLD_APART = {"register.School.name", "measures.Look.key", "suspensions.Suspension.case_reference"}


def multiply(one: Path, target: Path, times: int) -> None:
    """Make of the database file of one authority, which stays, a `target` in which there are `times` of it.

    The first of them is as it was; the others have keys, references, URNs and addresses of their own. Raises
    ValueError where a row would point to none.
    """
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        # Nobody else reads it yet, and a file half made is made anew.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("ATTACH ? AS one", [str(one)])
        db.execute("CREATE TEMP TABLE copy (n INTEGER PRIMARY KEY)")
        db.executemany("INSERT INTO copy VALUES (?)", [(n,) for n in range(1, times)])
        indexes = _indexes(db)
        for name, _ in indexes:
            db.execute(f'DROP INDEX "{name}"')
        for statement in _statements(db):
            db.execute(statement)
        for _, made_by in indexes:
            db.execute(made_by)
        if lost := db.execute("PRAGMA main.foreign_key_check").fetchone():
            raise ValueError(f"A row of {lost[0]} would point to no row of {lost[2]}.")


def _indexes(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Name and making of each index: to make them at the end is a sort, to keep them up is not."""
    return db.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()


def _statements(db: sqlite3.Connection) -> Iterator[str]:
    """An insert for each table, of all copies at once."""
    copied = [model for model in every_model() if _is_copied(model)]
    steps = {model: _highest(db, model, model._meta.pk) + 1 for model in copied}
    for model in copied:
        meta = model._meta
        fields = meta.local_concrete_fields
        into = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(_value(db, model, field, steps) for field in fields)
        only = ' WHERE "school_id" IS NOT NULL' if label_of(model) in PARTLY_OF_SCHOOLS else ""
        # The order is told, so that new rows come in the order of their keys.
        source = f'temp.copy CROSS JOIN one."{meta.db_table}"'
        yield f'INSERT INTO main."{meta.db_table}" ({into}) SELECT {values} FROM {source}{only}'  # noqa: S608


def _is_copied(model: type[models.Model]) -> bool:
    return label_of(model) not in ONCE and model._meta.app_label not in ONCE_ROOMS


def _value(db: sqlite3.Connection, model: type[models.Model], field: Any, steps: dict[Any, int]) -> str:
    """What stands in a column of the nth copy."""
    column = f'"{field.column}"'
    if field.is_relation:
        target = field.related_model
        # The row of a child table has the key of its parent's row.
        return f"{column} + n * {_step(target, steps)}" if target in steps else column
    if field.primary_key:
        return f"{column} + n * {steps[model]}"
    if not _is_told_apart(model, field):
        return column
    if isinstance(field, models.IntegerField):
        return f"{column} + n * {_highest(db, model, field) + 1}"
    if isinstance(field, models.EmailField):
        return f"'copy' || n || '.' || {column}"
    # No reference has a nought, so none of a copy is one of the first.
    return f"CASE WHEN {column} = '' THEN '' ELSE {column} || '0' || n END"


def _step(model: type[models.Model], steps: dict[Any, int]) -> int:
    """How far the keys of two copies lie apart; those of a child table are its parent's."""
    parents = list(model._meta.parents)
    return _step(parents[0], steps) if parents else steps[model]


def _is_told_apart(model: type[models.Model], field: Any) -> bool:
    names_a_record = isinstance(field, ReferenceField) or field.name == "reference"
    return field.unique or names_a_record or f"{label_of(model)}.{field.name}" in TOLD_APART


def _highest(db: sqlite3.Connection, model: type[models.Model], field: Any) -> int:
    found = db.execute(f'SELECT max("{field.column}") FROM one."{model._meta.db_table}"').fetchone()[0]  # noqa: S608
    return int(found or 0)
