"""No hidden number can be had from what is shown: checked by trying other tables that look the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.dashboards.protection import hidden_keys
from portal.dashboards.suppression import in_words, percentage
from tests.portal.dashboards.tables import nested, of_parts, two_ways

# Small numbers and zeros are where tables give things away.
counts = st.integers(0, 12) | st.integers(0, 2)
lists = st.lists(counts, min_size=1, max_size=6).map(of_parts)
grids = st.tuples(st.integers(2, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(counts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    ).map(two_ways)
)
trees = st.lists(st.lists(counts, min_size=1, max_size=3), min_size=1, max_size=3).map(nested)


def shown(table) -> dict[str, int | None]:
    hidden = hidden_keys(table.network)
    return {key: None if key in hidden else n for key, n in table.values(table.cells).items()}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([10, 20], [10, 20, 30]),
        ([3, 20, 7], [None, 20, None, 30]),
        ([3, 20], [None, None, 23]),
        ([0, 3, 9], [0, None, None, 12]),
        ([1, 1, 30, 6], [None, None, 30, None, 38]),
        ([4, 4, 30], [None, None, 30, 38]),
        ([0, 2], [0, None, None]),
        ([0, 0], [0, 0, 0]),
    ],
)
def test_lists_with_their_total(parts, expected):
    assert list(shown(of_parts(parts)).values()) == expected


def test_a_cell_hides_with_three_others_at_the_corners():
    table = two_ways([[3, 9, 20], [8, 7, 30], [40, 50, 60]])

    assert hidden_keys(table.network) == {"0,0", "0,1", "1,0", "1,1"}


def test_a_total_hidden_for_anothers_sake_is_not_given_away_by_its_parts():
    # The second group's 3 could be had as 9 less the first group's 6, shown or added up from its only school.
    assert hidden_keys(nested([[6], [3]]).network) == {"0/0", "group 0", "1/0", "group 1"}


@given(lists | grids | trees)
@settings(max_examples=300)
def test_no_hidden_number_can_be_worked_out(table):
    assert table.worked_out(hidden_keys(table.network)) == set()


@given(lists | grids | trees)
def test_no_small_number_is_shown_and_what_is_shown_is_true(table):
    truth = table.values(table.cells)

    assert {key for key, n in shown(table).items() if n is not None and 1 <= n <= 4} == set()
    assert {key for key, n in shown(table).items() if n not in (None, truth[key])} == set()


@given(st.lists(st.integers(5, 40) | st.just(0), min_size=1, max_size=6).map(of_parts))
def test_a_table_without_small_numbers_is_shown_whole(table):
    assert hidden_keys(table.network) == set()


def test_the_check_can_fail():
    assert of_parts([3, 20]).worked_out({"part 0"}) == {"part 0"}


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(9, 9, None), (45, 50, 90), (48, 50, None), (50, 50, 100), (0, 50, 0), (3, 50, None), (0, 0, None)],
)
def test_percentages_hide_small_sides(part, whole, expected):
    assert percentage(part, whole) == expected


def test_words_for_figures():
    assert [in_words(None, "%"), in_words(90, "%"), in_words(1234), in_words(0)] == ["c", "90%", "1,234", "0"]


def test_the_threshold_is_a_setting(settings):
    settings.BOARD_SUPPRESS_BELOW = 3

    assert list(shown(of_parts([2, 4, 9])).values()) == [None, None, 9, 15]
