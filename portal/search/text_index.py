"""Looking for words in long texts: an index that the database itself keeps, on SQLite and PostgreSQL.

    CONCERN_TEXT = TextIndex("concerns_concern", ("what_happened", "child_words"))

A migration of the room adds it (`CONCERN_TEXT.operation()`); `rows.filter(CONCERN_TEXT.holds(typed))` asks.
Every row counts from the statement that writes it on: no job has to keep up, and nothing is kept twice
where the application could forget it. English word endings, capitals and accents do not matter; each word
is the beginning of one; all must be in the same row.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.db.models.expressions import RawSQL

MOST_WORDS = 10
# Letters with an accent and what they are without: PostgreSQL's own `unaccent` is not fit for an index.
_ACCENTED = [c for c in map(chr, range(0xC0, 0x180)) if unicodedata.normalize("NFKD", c)[0].isascii()]
ACCENTED = "".join(_ACCENTED)
PLAIN = "".join(unicodedata.normalize("NFKD", c)[0] for c in _ACCENTED)
FOLDING = str.maketrans(ACCENTED, PLAIN)


def words_in(typed: str) -> list[str]:
    """The words somebody typed, without accents and without what a search language would read as its own.

    A single letter finds half of everything and is left out.
    """
    found = re.findall(r"[^\W_]+", typed.translate(FOLDING).lower())
    return [word for word in found if len(word) > 1][:MOST_WORDS]


class TextIndex:
    """The words of some columns of one table, whose primary key is `id`."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table, self.columns = table, tuple(columns)

    def holds(self, typed: str, using: str = DEFAULT_DB_ALIAS) -> Q:
        """Rows that hold every word typed; nothing worth looking for finds none."""
        words = words_in(typed)
        if not words:
            return Q(pk__in=[])
        if connections[using].vendor == "sqlite":
            sql = f'SELECT rowid FROM "{self.name}" WHERE "{self.name}" MATCH %s'  # noqa: S608 -- own names
            asked = " ".join(f'"{word}"*' for word in words)
        else:
            sql = f"SELECT id FROM \"{self.table}\" WHERE {self._vector()} @@ to_tsquery('english', %s)"  # noqa: S608
            asked = " & ".join(f"{word}:*" for word in words)
        return Q(pk__in=RawSQL(sql, [asked]))  # noqa: S611 -- the words are a parameter

    def operation(self) -> migrations.RunPython:
        """What a migration runs after the one that creates the table."""

        def forward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            for statement in self._statements(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

        def backward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            for statement in self._undoing(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

        return migrations.RunPython(forward, backward)

    @property
    def name(self) -> str:
        """Of the index: on SQLite a table of its own that holds words and no text."""
        return f"{self.table}_words"

    def _vector(self) -> str:
        """The expression of the index on PostgreSQL; a search must say it letter by letter alike."""
        text = " || ' ' || ".join(f"coalesce(\"{column}\", '')" for column in self.columns)
        return f"to_tsvector('english', translate({text}, '{ACCENTED}', '{PLAIN}'))"

    def _statements(self, vendor: str) -> list[str]:
        if vendor != "sqlite":
            return [f'CREATE INDEX "{self.name}" ON "{self.table}" USING gin (({self._vector()}))']
        columns = ", ".join(f'"{column}"' for column in self.columns)
        return [
            f'CREATE VIRTUAL TABLE "{self.name}" USING fts5({columns}, content="{self.table}", '
            "content_rowid=\"id\", tokenize='porter unicode61 remove_diacritics 2', prefix='3')",
            self._trigger("insert", self._note("NEW")),
            self._trigger("delete", self._forget("OLD")),
            self._trigger(f"update OF {columns}", self._forget("OLD") + self._note("NEW")),
            f'INSERT INTO "{self.name}"("{self.name}") VALUES (\'rebuild\')',  # noqa: S608 -- own names
        ]

    def _undoing(self, vendor: str) -> list[str]:
        if vendor != "sqlite":
            return [f'DROP INDEX "{self.name}"']
        triggers = [f'DROP TRIGGER "{self.name}_{event}"' for event in ("insert", "delete", "update")]
        return [*triggers, f'DROP TABLE "{self.name}"']

    def _trigger(self, event: str, body: str) -> str:
        name = f"{self.name}_{event.split()[0]}"
        return f'CREATE TRIGGER "{name}" AFTER {event} ON "{self.table}" BEGIN {body} END'

    def _note(self, row: str) -> str:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        values = ", ".join(f'{row}."{column}"' for column in self.columns)
        return f'INSERT INTO "{self.name}"(rowid, {columns}) VALUES ({row}."id", {values});'  # noqa: S608

    def _forget(self, row: str) -> str:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        values = ", ".join(f'{row}."{column}"' for column in self.columns)
        return (
            f'INSERT INTO "{self.name}"("{self.name}", rowid, {columns}) '  # noqa: S608 -- own names
            f"VALUES ('delete', {row}.\"id\", {values});"
        )
