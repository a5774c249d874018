"""Tables as the board shows them: cells, and totals of cells. What they give away is found by trying."""

from collections.abc import Iterator
from itertools import product

from portal.dashboards.protection import Shown, one_way, total_of


class CountedTable:
    """`cells` are counts by key; `totals` say by key which cells they add up."""

    def __init__(self, cells: dict[str, int], totals: dict[str, list[str]], network: list[Shown]) -> None:
        self.cells, self.totals, self.network = cells, totals, network

    def values(self, cells: dict[str, int]) -> dict[str, int]:
        return cells | {key: sum(cells[cell] for cell in parts) for key, parts in self.totals.items()}

    def others_that_look_the_same(self, hidden: set[str]) -> Iterator[dict[str, int]]:
        """Tables with the same shown figures, of those whose hidden cells differ by one at most."""
        truth = self.values(self.cells)
        ways = [{n - 1, n, n + 1} - {-1} if key in hidden else {n} for key, n in self.cells.items()]
        for numbers in product(*ways):
            found = self.values(dict(zip(self.cells, numbers, strict=True)))
            if all(found[key] == truth[key] for key in truth if key not in hidden):
                yield found

    def worked_out(self, hidden: set[str]) -> set[str]:
        """Hidden small counts that every such table has in common: they could be had from what is shown."""
        truth, tables = self.values(self.cells), list(self.others_that_look_the_same(hidden))
        small = [key for key in hidden if 1 <= truth[key] <= 4]
        return {key for key in small if len({table[key] for table in tables}) == 1}


def of_parts(counts: list[int]) -> CountedTable:
    cells = {f"part {n}": count for n, count in enumerate(counts)}
    return CountedTable(cells, {"total": list(cells)}, one_way(cells.items()))


def two_ways(rows: list[list[int]]) -> CountedTable:
    """Rows and columns, each with its total, and the total of all."""
    cells = {f"{r},{c}": n for r, row in enumerate(rows) for c, n in enumerate(row)}
    across, down = range(len(rows)), range(len(rows[0]))
    totals = {f"row {r}": [f"{r},{c}" for c in down] for r in across}
    totals |= {f"column {c}": [f"{r},{c}" for r in across] for c in down}
    arcs = [Shown(key, f"r{key[0]}", f"c{key[2]}", n) for key, n in cells.items()]
    sides = [Shown(f"row {r}", "all", f"r{r}", sum(rows[r])) for r in across]
    feet = [Shown(f"column {c}", f"c{c}", "end", sum(row[c] for row in rows)) for c in down]
    return CountedTable(cells, totals | {"total": list(cells)}, [*arcs, *sides, *feet, total_of(sides)])


def nested(groups: list[list[int]]) -> CountedTable:
    """Schools within phases within the authority, all with their totals."""
    cells = {f"{g}/{s}": n for g, group in enumerate(groups) for s, n in enumerate(group)}
    totals = {f"group {g}": [f"{g}/{s}" for s in range(len(group))] for g, group in enumerate(groups)}
    arcs = [Shown(key, f"g{key[0]}", "end", n) for key, n in cells.items()]
    tops = [Shown(f"group {g}", "all", f"g{g}", sum(group)) for g, group in enumerate(groups)]
    return CountedTable(cells, totals | {"total": list(cells)}, [*arcs, *tops, total_of(tops)])
