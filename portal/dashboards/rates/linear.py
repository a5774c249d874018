"""Which counts to hide where many totals share their parts (domain.md 4.5).

`protection` reads one table as a flow. Rates stand in many tables at once: by term, phase, school and
characteristic, with the same totals, which is no flow. Here every total is an equation. A hidden count can be
worked out exactly where the equations leave it no other value: that is asked by elimination, and answered by
hiding more. Zeros are shown: whoever knows that nothing is below zero learns nothing from a hidden one. So
whatever may move is hidden and more than zero, and may become more or less.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.dashboards.suppression import is_small

Key = Hashable
# Sums are worked out modulo a prime: exact, and no number grows.
PRIME = (1 << 61) - 1


@dataclass(frozen=True)
class Sum:
    """A total and what adds up to it."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)


class Protection:
    """Finds what to hide beside `small`. `numbers` are all counts on the pages, `sums` how they add up."""

    def __init__(self, numbers: Mapping[Any, int], sums: Sequence[Sum], small: Collection[Any]) -> None:
        self.numbers, self.sums = numbers, sums
        self.small = set(small)
        self.hidden = set(small)
        self.sums_of: dict[Key, list[int]] = defaultdict(list)
        for n, each in enumerate(sums):
            for key in each.members:
                self.sums_of[key].append(n)

    def find(self) -> set[Key]:
        """The keys to hide."""
        self._settle({n for key in self.hidden for n in self.sums_of[key]})
        while exposed := self._exposed():
            more = {key for key in map(self._beside, exposed) if key is not None}
            if not more:
                break
            self.hidden |= more
            self._settle({n for key in more for n in self.sums_of[key]})
        return self.hidden

    def _settle(self, waiting: set[int]) -> None:
        """Hide one more in every sum that gives a hidden count away by itself, until none does."""
        while waiting:
            n = waiting.pop()
            key = self._cheapest(n) if self._gives_away(self.sums[n]) else None
            if key is not None:
                self.hidden.add(key)
                waiting |= {*self.sums_of[key], n}

    def _gives_away(self, each: Sum) -> bool:
        """One hidden count alone, or several that add up to a small number beside a total that is shown."""
        moving = [key for key in each.members if self._moves(key)]
        if len(moving) == 1:
            return True
        return each.total not in self.hidden and is_small(sum(self.numbers[key] for key in moving))

    def _moves(self, key: Key) -> bool:
        return key in self.hidden and self.numbers[key] > 0

    def _cheapest(self, n: int) -> Key | None:
        """The smallest count of a sum that is shown and not zero, its total last."""
        each = self.sums[n]
        shown = [key for key in each.members if key not in self.hidden and self.numbers[key]]
        return min(shown, key=lambda key: (key == each.total, self.numbers[key], str(key)), default=None)

    def _beside(self, start: Key) -> Key | None:
        """The nearest count that is shown, from sum to sum over what is hidden; None where all is hidden."""
        seen, waiting = {start}, deque([start])
        while waiting:
            key = waiting.popleft()
            for n in self.sums_of[key]:
                found = self._cheapest(n)
                if found is not None:
                    return found
                onward = [k for k in self.sums[n].members if self._moves(k) and k not in seen]
                seen.update(onward)
                waiting.extend(onward)
        return None

    def _exposed(self) -> list[Key]:
        """Small counts that the equations leave only one value."""
        rows = [self._equation(each) for each in self.sums]
        return sorted(determined(row for row in rows if row) & self.small, key=str)

    def _equation(self, each: Sum) -> dict[Key, int]:
        row = {key: 1 for key in each.parts if self._moves(key)}
        if self._moves(each.total):
            row[each.total] = PRIME - 1
        return row


def determined(equations: Iterable[dict[Key, int]]) -> set[Key]:
    """The unknowns that linear equations leave only one value: sparse elimination, short equations first."""
    solved: dict[Key, dict[Key, int]] = {}
    held_by: dict[Key, set[Key]] = defaultdict(set)
    for equation in sorted(equations, key=len):
        row = dict(equation)
        for key in [key for key in row if key in solved]:
            _add(row, solved[key], -row[key])
        if row:
            _solve(row, solved, held_by)
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _solve(row: dict[Key, int], solved: dict[Key, dict[Key, int]], held_by: dict[Key, set[Key]]) -> None:
    """Take one equation in: by the unknown that the fewest others hold, and out of these."""
    pivot = min(row, key=lambda key: len(held_by[key]))
    inverse = pow(row[pivot], PRIME - 2, PRIME)
    row = {key: value * inverse % PRIME for key, value in row.items()}
    for other in list(held_by[pivot]):
        before = set(solved[other])
        _add(solved[other], row, -solved[other][pivot])
        for key in before - solved[other].keys():
            held_by[key].discard(other)
        for key in solved[other].keys() - before:
            held_by[key].add(other)
    solved[pivot] = row
    for key in row:
        held_by[key].add(pivot)


def _add(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    for key, value in other.items():
        changed = (row.get(key, 0) + times * value) % PRIME
        if changed:
            row[key] = changed
        else:
            row.pop(key, None)


def hidden_cells(numbers: Mapping[Any, int], sums: Sequence[Sum], small: Collection[Any]) -> set[Any]:
    """`small` and what must be hidden beside it, so that no small count can be worked out from the sums."""
    return Protection(numbers, sums, small).find()
