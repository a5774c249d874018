"""The board's figures as a workbook: the same tables, the same numbers hidden."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from portal.core.templatetags.portal import moment
from portal.dashboards import board
from portal.dashboards.listing import SchoolFiguresTable, school_figures
from portal.dashboards.models import Snapshot
from portal.dashboards.rates import tables as rates
from portal.dashboards.suppression import SYMBOL


def sheets(snapshot: Snapshot) -> Iterator[tuple[str, Iterable[list[Any]]]]:
    """Sheets of (title, rows): a summary, each table, every school, and how it is counted."""
    yield "Summary", _summary(snapshot)
    for table in board.tables(snapshot):
        yield table.title, _table(table)
    counted = rates.years()
    for table in [rates.by_term(counted), rates.around(counted)] if counted else []:
        yield table.title, _table(table)
    yield "By school", _schools()
    yield "How it is counted", [["Figure", "Meaning"], *[list(pair) for pair in board.DEFINITIONS]]


def _summary(snapshot: Snapshot) -> Iterator[list[Any]]:
    yield [f"{settings.AUTHORITY['name']}: inclusion board"]
    yield [f"Provisional, live figures as at {moment(snapshot.counted_at)}"]
    yield ["Figure", "Value", "Note"]
    for headline in board.headlines(snapshot):
        yield [headline.label, headline.value, headline.note]


def _table(table: board.FigureTable) -> Iterator[list[Any]]:
    yield [table.counted]
    yield [
        "",
        *[f"{name} ({unit})" if unit else name for name, unit in zip(table.columns, table.unit, strict=True)],
    ]
    for label, figures in table.rows:
        yield [label, *[SYMBOL if figure is None else figure for figure in figures]]


def _schools() -> Iterator[list[Any]]:
    rows = school_figures()
    table = SchoolFiguresTable(rows)
    yield [str(column.header) for column in table.columns]
    for record in rows.iterator(chunk_size=2000):
        yield [
            record.school.name,
            *[getattr(table, f"value_{c.name}")(record) for c in table.columns if c.name != "school"],
        ]
