"""When compulsory school age begins and ends."""

from datetime import date

import pytest

from exclusions.suspensions.packs.ages import begins_on, ends_on, is_of_compulsory_age


@pytest.mark.parametrize(
    ("born_on", "begins", "ends"),
    [
        (date(2010, 9, 1), date(2016, 1, 1), date(2027, 6, 25)),
        (date(2011, 8, 31), date(2016, 9, 1), date(2027, 6, 25)),
        (date(2011, 3, 31), date(2016, 4, 1), date(2027, 6, 25)),
        (date(2011, 4, 1), date(2016, 9, 1), date(2027, 6, 25)),
        (date(2012, 2, 29), date(2017, 4, 1), date(2028, 6, 30)),
    ],
)
def test_from_the_term_after_five_to_the_june_of_sixteen(born_on, begins, ends):
    assert (begins_on(born_on), ends_on(born_on)) == (begins, ends)
    assert is_of_compulsory_age(born_on, ends)
    assert not is_of_compulsory_age(born_on, date(ends.year, 7, 1))
