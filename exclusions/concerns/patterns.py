"""When, where and of what kind a school's concerns are: counts of the register as it is filtered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import ConcernQuerySet
from exclusions.concerns.narrowing import DIMENSIONS, Dimension
from portal.core.templatetags.portal import plain_date

# domain.md 4.5: who reads every case may read exact counts; what leaves the portal says what it holds.
STAMP = "OFFICIAL-SENSITIVE, contains small numbers"


@dataclass(frozen=True)
class Bar:
    """One value of a dimension: its count, its list, and its share of the longest bar in percent."""

    label: str
    count: int
    url: str
    share: int


@dataclass(frozen=True)
class Pattern:
    title: str
    bars: list[Bar]
    # Under none of the values: nothing is known about it, or they were raised before the last months.
    unsaid: int


def patterns(rows: ConcernQuerySet, filters: QueryDict) -> tuple[int, list[Pattern]]:
    """How many concerns there are, and how many of each value of each dimension: in one query.

    A concern of two kinds is counted under both. What the list is narrowed by already is left out.
    """
    shown = [dimension for dimension in DIMENSIONS if not filters.get(dimension.name)]
    wanted = {
        f"{dimension.name}_{n}": Count("pk", filter=dimension.condition(value))
        for dimension in shown
        for n, (value, _) in enumerate(dimension.choices())
    }
    counts = rows.with_categories().order_by().aggregate(total=Count("pk"), **wanted)
    found = [_pattern(dimension, counts, filters) for dimension in shown]
    return counts["total"], [pattern for pattern in found if pattern.bars]


def _pattern(dimension: Dimension, counts: dict[str, int], filters: QueryDict) -> Pattern:
    found = [
        (value, label, counts[f"{dimension.name}_{n}"])
        for n, (value, label) in enumerate(dimension.choices())
    ]
    longest = max([count for _, _, count in found], default=0) or 1
    bars = [
        Bar(label, count, _list_of(filters, dimension.name, value), round(100 * count / longest))
        for value, label, count in found
    ]
    unsaid = max(0, counts["total"] - sum(bar.count for bar in bars))
    return Pattern(dimension.title, _without_empty_ends(bars) if dimension.is_scale else bars, unsaid)


def _without_empty_ends(bars: list[Bar]) -> list[Bar]:
    """From the lowest value that occurs to the highest: a secondary school has no nursery years."""
    filled = [n for n, bar in enumerate(bars) if bar.count]
    return bars[filled[0] : filled[-1] + 1] if filled else []


def _list_of(filters: QueryDict, name: str, value: str) -> str:
    """The register with the same filters and this one."""
    params = filters.copy()
    for gone in ("export", "page", "sort", "per_page"):
        params.pop(gone, None)
    params[name] = value
    return f"{reverse('concerns:list')}?{params.urlencode()}"


def as_rows(total: int, shown: list[Pattern]) -> Iterator[list[Any]]:
    """The counts for a file, which says first what it holds."""
    yield [STAMP]
    yield [
        f"Concerns: {total}. As of {plain_date(timezone.localdate())}. One of two kinds counts under both."
    ]
    yield ["By", "Value", "Concerns"]
    for pattern in shown:
        yield from ([pattern.title, bar.label, bar.count] for bar in pattern.bars)
