from datetime import date

import pytest

from portal.bulk.cells import choice, day, text, whole, yes_no


@pytest.mark.parametrize(
    "typed", ["14/03/2013", "14-3-2013", "14.3.2013", "2013-03-14", "2013-03-14 00:00:00", "14 March 2013",
              "14-Mar-2013", " 14 Mar  2013 "]
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed):
    assert day(typed) == date(2013, 3, 14)


@pytest.mark.parametrize(
    ("read", "typed", "reason"),
    [
        (day, "31/02/2013", '"31/02/2013" is not a day of the calendar'),
        (day, "03/14/2013", '"03/14/2013" is not a day of the calendar'),
        (day, "14/3/13", '"14/3/13" is not a date like 23/11/2026'),
        (day, "41347", '"41347" is not a date like 23/11/2026'),
        (day, "14/03/0000", '"14/03/0000" is not a day of the calendar'),
        (whole(10), "11", "11 is not between 0 and 10"),
        (whole(10), "1.5", '"1.5" is not a whole number'),
        (whole(10), "٣", '"٣" is not a whole number'),
        (whole(10), "9" * 5000, f'"{"9" * 40}" is not a whole number'),
        (yes_no, "perhaps", '"perhaps" is neither yes nor no'),
        (text(5), "longer", "is longer than 5 characters"),
        (text(50), "Zo\ufffd", "holds a character that could not be read: save the file as CSV (UTF-8)"),
        (text(50), "a\0b", "holds characters that are not text"),
        (choice({"E": "Plan", "K": "Support"}), "X", '"X" is not a code known here (E, K)'),
    ],
)
def test_what_a_cell_cannot_mean_is_said(read, typed, reason):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the words are the point
        read(typed)

    assert str(caught.value) == reason


def test_codes_are_known_by_code_and_by_words():
    read = choice({"E": "EHC plan", "K": "SEN support"})

    assert [read(typed) for typed in ("e", "EHC  Plan", "sen support", "")] == ["E", "E", "K", ""]


def test_empty_cells():
    assert (day(""), whole(5)(" "), text(5)(" "), yes_no("")) == (None, None, "", False)
