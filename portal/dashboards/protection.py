"""Which counts to hide so that no small one can be worked out from those beside it (domain.md 4.5).

Counts with totals are read as a flow: a total flows into its parts, and at every node as much flows in
as out. A hidden count can be worked out exactly where no cycle of hidden counts runs through it: along a
cycle one more here is one fewer there, and every total still agrees. So a small count that lies on no
such cycle gets the cheapest one. The method is the network heuristic of cell suppression (L. H. Cox, 1995).
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.dashboards.suppression import is_small

# Large counts say most, so small ones are hidden rather; zeros after all others, an end total last.
COST_OF_ZERO = 10**9
COST_OF_LAST = 10**12


@dataclass(frozen=True)
class Shown:
    """A count on the page, an arc from node to node. `last`: hide it only where nothing else will do."""

    key: str
    tail: str
    head: str
    number: int
    last: bool = False

    @property
    def cost(self) -> int:
        if self.last:
            return COST_OF_LAST
        return self.number or COST_OF_ZERO


def one_way(parts: Iterable[tuple[str, int]]) -> list[Shown]:
    """The network of a list of parts (key, count) with their total, whose key is `total`."""
    arcs = [Shown(key, "all", "end", number) for key, number in parts]
    return [*arcs, total_of(arcs)]


def total_of(parts: Iterable[Shown]) -> Shown:
    """The total that closes a network from `all` to `end`."""
    return Shown("total", "end", "all", sum(part.number for part in parts), last=True)


def hidden_keys(arcs: Sequence[Shown]) -> set[str]:
    """The keys of the counts to hide: the small ones, and those that keep them from being worked out."""
    hidden = {arc for arc in arcs if is_small(arc.number)}
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for group in _exposed_groups(arcs, hidden):
            hidden |= _cheapest_cycle(arcs, hidden, group)
        hidden |= set(_beside_small_sums(arcs, hidden))
    return {arc.key for arc in hidden}


def _exposed_groups(arcs: Sequence[Shown], hidden: set[Shown]) -> list[set[Shown]]:
    """Hidden arcs between the same two nodes which, alone or together, are small.

    Two or more that add up to more are a cycle by themselves.
    """
    groups: dict[tuple[str, str], set[Shown]] = defaultdict(set)
    for arc in hidden:
        groups[arc.tail, arc.head].add(arc)
    return [groups[ends] for ends in sorted(groups) if is_small(sum(arc.number for arc in groups[ends]))]


def _cheapest_cycle(arcs: Sequence[Shown], hidden: set[Shown], group: set[Shown]) -> set[Shown]:
    """What must be hidden, at the least cost, for the group's sum to go up or down by one."""
    tail, head = next((arc.tail, arc.head) for arc in group)
    steps = _cheapest_steps(arcs, hidden, group)
    paths = [path for path in (_path(steps, head, tail), _path(steps, tail, head)) if path]
    if not paths:
        return set()
    _, nodes = min(paths)
    return {steps[pair][1] for pair in pairwise(nodes)}


Steps = dict[tuple[str, str], tuple[int, Shown]]


def _cheapest_steps(arcs: Sequence[Shown], hidden: set[Shown], without: set[Shown]) -> Steps:
    """From node to node: the cheapest count to change. Any may grow; one that is not zero may shrink."""
    steps: Steps = {}
    for arc in arcs:
        if arc in without:
            continue
        cost = 0 if arc in hidden else arc.cost
        ways = [(arc.tail, arc.head), (arc.head, arc.tail)] if arc.number else [(arc.tail, arc.head)]
        for way in ways:
            if way not in steps or cost < steps[way][0]:
                steps[way] = (cost, arc)
    return steps


def _path(steps: Steps, start: str, goal: str) -> tuple[int, tuple[str, ...]] | None:
    """The cheapest way from node to node, as (cost, nodes): Dijkstra's."""
    onward: dict[str, list[str]] = defaultdict(list)
    for tail, head in steps:
        onward[tail].append(head)
    waiting: list[tuple[int, tuple[str, ...]]] = [(0, (start,))]
    done = set()
    while waiting:
        cost, nodes = heapq.heappop(waiting)
        if nodes[-1] == goal:
            return cost, nodes
        if nodes[-1] not in done:
            done.add(nodes[-1])
            for node in onward[nodes[-1]]:
                heapq.heappush(waiting, (cost + steps[nodes[-1], node][0], (*nodes, node)))
    return None


def _beside_small_sums(arcs: Sequence[Shown], hidden: set[Shown]) -> Iterator[Shown]:
    """One more count at each node where what is hidden adds up to a small number that a total gives away."""
    for ends in ("tail", "head"):
        other = "head" if ends == "tail" else "tail"
        sums: dict[str, int] = defaultdict(int)
        for arc in hidden:
            sums[getattr(arc, ends)] += arc.number
        known = sums.keys() - {getattr(arc, other) for arc in hidden}
        exposed = {node for node in known if is_small(sums[node])}
        free = [arc for arc in arcs if arc not in hidden and getattr(arc, ends) in exposed]
        for node in sorted(exposed):
            beside = [arc for arc in free if getattr(arc, ends) == node and arc.number]
            if beside:
                yield min(beside, key=lambda arc: (arc.cost, arc.key))
