"""Looking for words in long texts: an index that the database itself keeps, on SQLite and PostgreSQL.

    CONCERN_TEXT = TextIndex("concerns_concern", ("what_happened", "child_words"))

A migration of the room adds it (`CONCERN_TEXT.operation()`); `rows.filter(CONCERN_TEXT.holds(typed))` asks.
Every row counts from the statement that writes it on: no job has to keep up, and nothing is kept where the
application could forget it. English word endings, capitals and accents do not matter; each word is the
beginning of one; all must be in the same row.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import BooleanField, Func, Q
from django.db.models.sql.compiler import SQLCompiler

MOST_WORDS = 10
# Of the words of a row on PostgreSQL: no field of a model, so that nothing reads or writes it by mistake.
COLUMN = "search_words"
# Letters with an accent and what they are without: PostgreSQL's own `unaccent` is not fit for an index.
_ACCENTED = [c for c in map(chr, range(0xC0, 0x180)) if unicodedata.normalize("NFKD", c)[0].isascii()]
ACCENTED = "".join(_ACCENTED)
PLAIN = "".join(unicodedata.normalize("NFKD", c)[0] for c in _ACCENTED)
FOLDING = str.maketrans(ACCENTED, PLAIN)
# Words that are in every text: PostgreSQL's English list of them, which SQLite would look up one by one.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """about above after again against all am an and any are as at be because been before being below
        between both but by can did do does doing don down during each few for from further had
        has have having he her here hers herself him himself his how if in into is it its itself
        just me more most my myself no nor not now of off on once only or other our ours ourselves
        out over own same she should so some such than that the their theirs them themselves then
        there these they this those through to too under until up very was we were what when where
        which while who whom why will with you your yours yourself yourselves""",
    )
)


def words_in(typed: str) -> list[str]:
    """The words somebody typed, without accents and without what a search language would read as its own.

    Single letters, and words that are in every text, find half of everything and are left out.
    """
    found = re.findall(r"[^\W_]+", typed.translate(FOLDING).lower())
    return [word for word in found if len(word) > 1 and word not in STOP_WORDS][:MOST_WORDS]


# Of an expression: SQL and its parameters.
Compiled = tuple[str, tuple[str | int, ...]]


class _Holds(Func):
    """Whether the row whose key is given holds the words: a condition, so that the database may choose
    between looking the words up and reading the few rows that a person may see.
    """

    output_field = BooleanField()
    arity = 1

    def __init__(self, row: Any, *, index: "TextIndex", words: Sequence[str]) -> None:
        super().__init__(row)
        self.index, self.words = index, tuple(words)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Compiled:
        (key,) = self.get_source_expressions()
        row = compiler.quote_name_unless_alias(key.alias)
        asked = " & ".join(f"{word}:*" for word in self.words)
        return f"{row}.\"{COLUMN}\" @@ to_tsquery('english', %s)", (asked,)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> Compiled:
        key, params = compiler.compile(self.get_source_expressions()[0])
        name, asked = self.index.name, " ".join(f'"{word}"*' for word in self.words)
        # The plus keeps SQLite from beginning with the words and looking up the row of each.
        sql = f'+{key} IN (SELECT rowid FROM "{name}" WHERE "{name}" MATCH %s)'  # noqa: S608 -- own names
        return sql, (*params, asked)


class TextIndex:
    """The words of some columns of one table, whose primary key is `id`."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table, self.columns = table, tuple(columns)

    def holds(self, typed: str) -> Q:
        """Rows that hold every word typed; nothing worth looking for finds none."""
        words = words_in(typed)
        return Q(_Holds("pk", index=self, words=words)) if words else Q(pk__in=[])

    def operation(self, *, only: str = "") -> migrations.RunPython:
        """What a migration runs after the one that creates the table; run again it makes the index anew.

        `only` names the one kind of database, `postgresql`, that is to do it.
        """

        def forward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            if only not in ("", schema_editor.connection.vendor):
                return
            for statement in self._statements(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

        def backward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            if only:  # an earlier migration made it, and takes it away
                return
            for statement in self._undoing(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

        return migrations.RunPython(forward, backward)

    @property
    def name(self) -> str:
        """Of the index: on SQLite a table of its own that holds words and no text."""
        return f"{self.table}_words"

    def _vector(self) -> str:
        """What PostgreSQL keeps in the row: reading it costs nothing, where working it out would cost more
        than all else of a search.
        """
        text = " || ' ' || ".join(f"coalesce(\"{column}\", '')" for column in self.columns)
        return f"to_tsvector('english', translate({text}, '{ACCENTED}', '{PLAIN}'))"

    def _statements(self, vendor: str) -> list[str]:
        if vendor != "sqlite":
            kept = f'"{COLUMN}" tsvector GENERATED ALWAYS AS ({self._vector()}) STORED'
            return [
                f'ALTER TABLE "{self.table}" ADD COLUMN IF NOT EXISTS {kept}',
                f'DROP INDEX IF EXISTS "{self.name}"',
                f'CREATE INDEX "{self.name}" ON "{self.table}" USING gin ("{COLUMN}")',
            ]
        columns = ", ".join(f'"{column}"' for column in self.columns)
        return [
            *self._undoing(vendor),  # so that it may be made again
            f'CREATE VIRTUAL TABLE "{self.name}" USING fts5({columns}, content="{self.table}", '
            "content_rowid=\"id\", tokenize='porter unicode61 remove_diacritics 2', prefix='3')",
            self._trigger("insert", self._note("NEW")),
            self._trigger("delete", self._forget("OLD")),
            self._trigger(f"update OF {columns}", self._forget("OLD") + self._note("NEW")),
            f'INSERT INTO "{self.name}"("{self.name}") VALUES (\'rebuild\')',  # noqa: S608 -- own names
        ]

    def _undoing(self, vendor: str) -> list[str]:
        if vendor != "sqlite":
            return [f'ALTER TABLE "{self.table}" DROP COLUMN IF EXISTS "{COLUMN}"']
        triggers = [
            f'DROP TRIGGER IF EXISTS "{self.name}_{event}"' for event in ("insert", "delete", "update")
        ]
        return [*triggers, f'DROP TABLE IF EXISTS "{self.name}"']

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
