"""Reasons given for suspensions and permanent exclusions, by term: all that were given, up to three of each.

Shares are of all reasons and not of exclusions, as published (domain.md 4.1). Groups keep trends comparable
over a change of the codes (`packs.reasons`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from exclusions.suspensions.packs.reasons import group_of, groups, labels_of_all
from portal.dashboards.rates.linear import Sum, hidden_cells
from portal.dashboards.rates.periods import TERMS, YEAR, Period
from portal.dashboards.suppression import is_small

# By decision: codes by how often each was given, in each period.
Given = Mapping[str, Mapping[str, Counter[str]]]
MEASURES = {"suspension": "suspensions", "perm_excl": "permanent exclusions"}
ALL = "all"
# A code and a group may be called alike.
GROUP = "group:"


def nothing_given() -> dict[str, dict[str, Counter[str]]]:
    return {measure: defaultdict(Counter) for measure in MEASURES}


def reasons_shown(given: Given, periods: list[Period]) -> dict[str, dict[str, dict[str, int | None]]]:
    """By decision and period: how often each code and group was given, and all; None where it is hidden."""
    keys = [period.key for period in periods]
    return {measure: _shown(given[measure], keys) for measure in MEASURES}


def _shown(given: Mapping[str, Counter[str]], periods: list[str]) -> dict[str, dict[str, int | None]]:
    codes = sorted({code for counted in given.values() for code in counted})
    numbers: dict[Any, int] = {}
    sums = []
    for period in periods:
        counted = given.get(period, Counter())
        parts: dict[str, list[str]] = defaultdict(list)
        for code in codes:
            parts[GROUP + group_of(code)].append(code)
            numbers[period, code] = counted[code]
        for group, members in parts.items():
            numbers[period, group] = sum(counted[code] for code in members)
            sums.append(_sum(period, group, members))
        numbers[period, ALL] = counted.total()
        sums.append(_sum(period, ALL, list(parts)))
    if YEAR in periods:
        terms = [period for period in periods if period in TERMS]
        names = {name for _, name in numbers}
        sums += [Sum((YEAR, name), tuple((term, name) for term in terms)) for name in sorted(names)]
    hidden = hidden_cells(numbers, sums, {key for key, number in numbers.items() if is_small(number)})
    found: dict[str, dict[str, int | None]] = {period: {} for period in periods}
    for (period, name), number in numbers.items():
        found[period][name] = None if (period, name) in hidden else number
    return found


def _sum(period: str, total: str, parts: list[str]) -> Sum:
    return Sum((period, total), tuple((period, part) for part in parts))


def label_of(name: str) -> str:
    """What people call a code or a group of them."""
    if name == ALL:
        return "All reasons given"
    return groups()[name.removeprefix(GROUP)] if name.startswith(GROUP) else labels_of_all()[name]
