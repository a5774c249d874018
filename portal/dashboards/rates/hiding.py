"""Which rates of a year may not be shown: small counts, and what would give them away (domain.md 4.5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from portal.dashboards.rates.counting import Counted, Place
from portal.dashboards.rates.groups import UNKNOWN, Group
from portal.dashboards.rates.linear import Key, Sum, hidden_cells
from portal.dashboards.rates.periods import TERMS, YEAR
from portal.dashboards.rates.phases import IN_TOTAL, EducationPhase
from portal.dashboards.suppression import SMALLEST_DENOMINATOR, is_small

MEASURES = ("suspension", "perm_excl", "one_plus")
HEADCOUNT = "headcount"


def hidden_of(counted: Counted, numbers: Mapping[str, Mapping[Any, int]]) -> dict[str, set[Key]]:
    """Keys to hide by measure. `numbers` are the counts of the year by measure: of pupils by place, of
    everything else by (period, place).
    """
    pupils = numbers[HEADCOUNT]
    # A school's number of pupils is in the public register, and of whom something is not known is no group.
    small = {
        place for place, n in pupils.items() if is_small(n) and _is_cut(place) and place.value != UNKNOWN
    }
    hidden = {HEADCOUNT: hidden_cells(pupils, _sums(pupils, pupils), small)}
    # Where many pupils are hidden for others' sake, counts stand and the rate does not.
    few = {place for place, n in pupils.items() if 0 < n < SMALLEST_DENOMINATOR}
    for measure in MEASURES:
        counts = numbers[measure]
        # Of so few pupils even none, or all of them, would say something of each.
        small = {key for key, n in counts.items() if is_small(n) or (key[1] in few and _is_cut(key[1]))}
        sums = _by_place(counts, counted)
        if measure != "one_plus":
            # A pupil suspended in two terms counts in both, so terms do not add up to the year.
            sums += _by_term(counts, counted)
        hidden[measure] = hidden_cells(counts, sums, small)
    return hidden


def _is_cut(place: Place) -> bool:
    return place.group != Group.TOTAL


def _by_place(counts: Mapping[Any, int], counted: Counted) -> list[Sum]:
    found = []
    for period in counted.periods:
        places = {key[1] for key in counts if key[0] == period.key}
        for each in _sums(places, {place: counts[period.key, place] for place in places}):
            parts = tuple((period.key, part) for part in each.parts)
            found.append(Sum((period.key, each.total), parts))
    return found


def _by_term(counts: Mapping[Any, int], counted: Counted) -> list[Sum]:
    terms = [p.key for p in counted.periods if p.key in TERMS]
    places = [key[1] for key in counts if key[0] == YEAR]
    return [Sum((YEAR, place), tuple((term, place) for term in terms)) for place in places]


def _sums(places: Iterable[Place], numbers: Mapping[Any, int]) -> list[Sum]:
    """How places add up: schools to their phase, phases to the total, values to all pupils."""
    parts: dict[Place, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in places:
        everybody = Place(place.phase, None, Group.TOTAL, "")
        if place.school_id is not None:
            parts[everybody]["schools"].append(place)
        elif place.group != Group.TOTAL:
            parts[everybody][place.group].append(place)
        if place.school_id is None and place.phase in IN_TOTAL:
            parts[place._replace(phase=EducationPhase.TOTAL)]["phases"].append(place)
    found = [Sum(total, tuple(each)) for total, ways in parts.items() for each in ways.values()]
    # Numbers that schools sent need not add up; what does not gives nothing away.
    return [each for each in found if numbers.get(each.total) == sum(numbers[p] for p in each.parts)]
