"""No small count can be worked out from tables that share their totals: checked by trying other tables."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.dashboards.rates.linear import Sum, determined, hidden_cells

counts = st.integers(0, 9) | st.integers(0, 2)


def cube(terms, phases, values, numbers):
    """Counts by term, phase and value with every total, as the rates stand on the pages."""
    cells = dict(zip(product(range(terms), range(phases), range(values)), numbers, strict=True))
    axes = [["all", *range(n)] for n in (terms, phases, values)]
    every, sums = {}, []
    for key in product(*axes):
        every[key] = sum(
            n for cell, n in cells.items() if all(k in ("all", c) for k, c in zip(key, cell, strict=True))
        )
        for place, size in enumerate((terms, phases, values)):
            if key[place] == "all":
                parts = tuple((*key[:place], n, *key[place + 1 :]) for n in range(size))
                sums.append(Sum(key, parts))
    return cells, every, sums


def tables_like(cells, shown, up_to):
    """Every table that shows the same sums; `shown` are (places, sum)."""
    ends_at = [[] for _ in cells]
    for places, truth in shown:
        ends_at[max(places)].append((places, truth))
    covers = [[pair for pair in shown if place in pair[0]] for place in range(len(cells))]

    def from_here(numbers):
        place = len(numbers)
        if place == len(cells):
            yield numbers
            return
        most = min(
            [
                up_to,
                *(truth - sum(numbers[n] for n in places if n < place) for places, truth in covers[place]),
            ]
        )
        for number in range(most + 1):
            longer = [*numbers, number]
            if all(sum(longer[n] for n in places) == truth for places, truth in ends_at[place]):
                yield from from_here(longer)

    yield from from_here([])


def worked_out(cells, every, hidden, small):
    """Small counts that are the same in every table that looks the same."""
    places = {
        key: [
            n for n, cell in enumerate(cells) if all(k in ("all", c) for k, c in zip(key, cell, strict=True))
        ]
        for key in every
    }
    shown = [(places[key], every[key]) for key in every if key not in hidden]
    left = set(small)
    for numbers in tables_like(cells, shown, up_to=13):
        left -= {key for key in left if sum(numbers[n] for n in places[key]) != every[key]}
        if not left:
            break
    return left


shapes = st.sampled_from([(2, 2, 2), (1, 3, 2), (2, 1, 3)])
cubes = shapes.flatmap(
    lambda shape: st.lists(
        counts, min_size=shape[0] * shape[1] * shape[2], max_size=shape[0] * shape[1] * shape[2]
    ).map(lambda numbers: cube(*shape, numbers))
)


@given(cubes)
@settings(max_examples=40)
def test_no_small_count_can_be_worked_out(table):
    cells, every, sums = table
    small = {key for key, n in every.items() if 1 <= n <= 4}
    hidden = hidden_cells(every, sums, small)
    assert small <= hidden
    assert worked_out(cells, every, hidden, small) == set()


@given(cubes)
def test_what_is_not_small_is_shown_where_nothing_is(table):
    _, every, sums = table
    if not any(1 <= n <= 4 for n in every.values()):
        assert hidden_cells(every, sums, set()) == set()


def test_zeros_are_never_hidden_beside_others():
    numbers = {"total": 9, "a": 3, "b": 6, "c": 0}
    assert hidden_cells(numbers, [Sum("total", ("a", "b", "c"))], {"a"}) == {"a", "b"}


def test_a_count_between_two_tables_is_found_out():
    # Two sums with two unknowns each, and a third that ties them: everything is determined.
    equations = [{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "c": 1}]
    assert determined(equations) == {"a", "b", "c"}
    assert determined(equations[:2]) == set()
