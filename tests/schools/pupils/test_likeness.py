"""Which records look like one child, and which do not."""

from datetime import date

import pytest

from schools.pupils.likeness import Record, alike, nearly

BORN = date(2013, 3, 14)


def pair(one, other, born=(BORN, BORN), preferred=("", "")):
    return list(
        alike(
            Record.of(n, forename, surname, preferred[n], born[n])
            for n, (forename, surname) in enumerate((one, other))
        )
    )


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (("Zoë", "O’Brien"), ("ZOE", "OBrien"), "Same names and date of birth"),
        (("Ann", "Birch"), ("Birch", "Ann"), "swapped"),
        (("Sam", "Rowan"), ("Samuel", "Rowan"), "forenames nearly alike"),
        (("Mohamed", "Ali"), ("Mohammed", "Ali"), "forenames nearly alike"),
        (("Robin", "Smith"), ("Robin", "Smith-Jones"), "surnames nearly alike"),
        (("Robin", "Khan"), ("Robin", "Kahn"), "surnames nearly alike"),
    ],
)
def test_slips_that_make_two_records_of_one_child(one, other, says):
    [(older, newer, reason)] = pair(one, other)
    assert (older.pk, newer.pk) == (0, 1)
    assert says in reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ann", "Birch"), ("Tom", "Birch")),  # twins
        (("Amy", "Birch"), ("Ann", "Birch")),  # three letters are too few for a slip
        (("Robin", "Birch"), ("Robin", "Larch")),
        (("Jo", "Birch"), ("John", "Birch")),
    ],
)
def test_two_children_born_on_one_day(one, other):
    assert pair(one, other) == []


def test_the_name_somebody_is_called_by():
    assert pair(("Alexandra", "Fern"), ("Sasha", "Fern"), preferred=("Sasha", ""))


@pytest.mark.parametrize(
    ("born", "found"),
    [
        ((date(2013, 3, 4), date(2013, 4, 3)), True),  # day and month swapped
        ((date(2013, 3, 4), date(2014, 3, 4)), True),
        ((date(2013, 3, 4), date(2013, 3, 14)), True),
        ((date(2013, 3, 4), date(2014, 3, 5)), False),
    ],
)
def test_the_same_names_with_a_slip_in_the_date(born, found):
    assert bool(pair(("Ann", "Birch"), ("Ann", "Birch"), born=born)) is found


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("rowan", "rowen", True),
        ("rowan", "rowa", True),
        ("rowan", "orwan", True),
        ("rowan", "rowann", True),
        ("rowan", "rovem", False),
        ("rowan", "rownaa", False),
        ("ann", "anm", False),
    ],
)
def test_one_slip(one, other, is_slip):
    assert nearly(one, other) is is_slip
    assert nearly(other, one) is is_slip
