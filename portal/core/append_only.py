"""Migration operations that make the database itself refuse changes: SQLite and PostgreSQL alike.

`append_only("audit_event")` refuses every update and delete of a table's rows;
`frozen_columns("concerns_concern", ["what_happened"])` refuses updates of the named columns and the
deletion of rows.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PG_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END;
$$ LANGUAGE plpgsql;
"""


def _changed(columns: Sequence[str], vendor: str) -> str:
    distinct = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f'OLD."{column}" {distinct} NEW."{column}"' for column in columns)


def _create(table: str, event: str, when: str, vendor: str) -> str:
    name = f"{table}_refuse_{event.lower()}"
    if vendor == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" {when} {body}'
    body = "EXECUTE FUNCTION portal_refuse_change()"
    return f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW {when} {body}'


def _operation(table: str, columns: Sequence[str]) -> migrations.RunPython:
    def forward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql":
            schema_editor.execute(PG_FUNCTION, params=None)
        when = f"WHEN ({_changed(columns, vendor)})" if columns else ""
        schema_editor.execute(_create(table, "UPDATE", when, vendor), params=None)
        schema_editor.execute(_create(table, "DELETE", "", vendor), params=None)

    def backward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on_table = "" if schema_editor.connection.vendor == "sqlite" else f'ON "{table}"'
        for event in ("update", "delete"):
            schema_editor.execute(f'DROP TRIGGER "{table}_refuse_{event}" {on_table}', params=None)

    return migrations.RunPython(forward, backward)


def append_only(table: str) -> migrations.RunPython:
    """Rows of `table` may be added, never changed or deleted."""
    return _operation(table, ())


def frozen_columns(table: str, columns: Sequence[str]) -> migrations.RunPython:
    """Named columns keep their first value; rows are never deleted."""
    return _operation(table, columns)
