"""National curriculum years: their order, and which one a child's age lets one expect (domain.md 2.4)."""

from datetime import date

from schools.pupils.models import YEAR_GROUPS

NOT_FOLLOWED = "X"
IN_ORDER = [code for code, _ in YEAR_GROUPS if code != NOT_FOLLOWED]
RECEPTION_AGE = 4
OLDEST_PUPIL_YEARS = 26


def school_year_began(on: date) -> date:
    """The 1 September on or before a day: when pupils move up."""
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)


def next_year(code: str) -> str | None:
    """The year after this one; None after the last, and where the curriculum is not followed."""
    place = IN_ORDER.index(code) + 1 if code in IN_ORDER else len(IN_ORDER)
    return IN_ORDER[place] if place < len(IN_ORDER) else None


def may_be_a_pupil(born_on: date, on: date) -> bool:
    """Whether a child of this date of birth can be at school on a day: born before, and not too long ago."""
    return born_on < on and born_on.year >= on.year - OLDEST_PUPIL_YEARS


def expected_year(born_on: date, on: date) -> str | None:
    """The year of a child's age on 31 August before the day; None for ages no year is for."""
    began = school_year_began(on).year
    age = began - born_on.year - ((born_on.month, born_on.day) > (8, 31))
    place = age - RECEPTION_AGE + IN_ORDER.index("R")
    return IN_ORDER[place] if 0 <= place < len(IN_ORDER) else None
