"""Schools as files name them."""

import pytest

from schools.register.enums import Status
from schools.register.numbers import school_number, schools_numbered
from tests.factories import SchoolFactory


@pytest.mark.parametrize(
    ("cell", "number"),
    [("990001", 990001), (" 999/4001 ", (999, 4001)), ("9994001", (999, 4001)), ("", None)],
)
def test_schools_are_named_by_urn_or_dfe_number(cell, number):
    assert school_number(cell) == number


@pytest.mark.parametrize("cell", ["x", "١٢٣", "12345678", "99/4001", "-1", "1.0"])
def test_what_is_no_number_of_a_school(cell):
    with pytest.raises(ValueError, match="neither a URN"):
        school_number(cell)


def test_schools_are_found_by_either_number_and_the_live_one_keeps_the_place(db, django_assert_num_queries):
    before = SchoolFactory(la_code=999, establishment_number=4001, status=Status.CLOSED)
    after = SchoolFactory(la_code=999, establishment_number=4001)
    SchoolFactory(la_code=998, establishment_number=4001)

    with django_assert_num_queries(1):
        found = schools_numbered([(999, 4001), before.urn, 1, (999, 4002), None])

    assert found == {(999, 4001): after, before.urn: before}
    assert schools_numbered([None]) == {}
