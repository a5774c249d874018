"""The first rows of a query set and how many there are in all, in one query."""

from typing import Any

from django.db.models import Count, QuerySet, Window


def first_of(rows: QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """At most `most` rows, in their order, and the number of all: what a block shows of a list.

    The count is made of the very rows, so that it cannot differ from the list behind it.
    """
    first = list(rows.annotate(in_all=Window(Count("*")))[:most])
    return first, first[0].in_all if first else 0
