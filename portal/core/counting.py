"""How many rows there are, asked so that it costs little: with the first, or no further than matters."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Window

# Nobody pages through more, nor plans a day by whether it is 1,200 or 1,300: what counts further grows with
# what an authority ever recorded.
LISTED, TALLIED = 10_000, 1_000


def first_of(rows: QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """At most `most` rows, in their order, and the number of all: what a block shows of a list.

    The count is made of the very rows, so that it cannot differ from the list behind it.
    """
    first = list(rows.annotate(in_all=Window(Count("*")))[:most])
    return first, first[0].in_all if first else 0


def counts_to(most: int, **rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each query set has, `most + 1` for all that have more; one query for all of them."""
    parts = {name: part for name, found in rows.items() if (part := _limited(found, most + 1))}
    if not parts:
        return dict.fromkeys(rows, 0)
    # Django's own SQL, its values apart.
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS counted)" for sql, _ in parts.values())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _, params in parts.values() for value in params])
        return dict.fromkeys(rows, 0) | dict(zip(parts, cursor.fetchone(), strict=True))


def count_to(most: int, rows: QuerySet[Any]) -> int:
    """How many rows there are, `most + 1` if more."""
    return counts_to(most, rows=rows)["rows"]


def _limited(rows: QuerySet[Any], most: int) -> tuple[str, tuple[Any, ...]] | None:
    """SQL of the keys of the first rows in any order; None where no row can be."""
    try:
        return rows.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return None


def tally(count: int, most: int = TALLIED) -> str:
    """A number that was counted so far: `1,000+` for more."""
    return f"{intcomma(most)}+" if count > most else intcomma(count)
