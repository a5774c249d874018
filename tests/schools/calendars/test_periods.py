"""Statutory terms and sessions: examples against the rule's own dates."""

from datetime import date, timedelta

import pytest

from schools.calendars.arithmetic import Calendar
from schools.calendars.periods import Session, TermSpan, sessions_between, statutory_term
from schools.calendars.services import sessions_between as sessions_at
from schools.calendars.services import statutory_term as term_at
from tests.factories import SchoolFactory
from tests.schools.calendars.test_arithmetic import INSET, KNOWN, PARTLY, UNKNOWN

DAY = timedelta(days=1)
AM, PM = Session.MORNING, Session.AFTERNOON
# Three terms, half-term holidays as closures; Easter Monday of 2027 is 29 March.
THREE = Calendar(
    (
        (date(2026, 9, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 7, 21)),
    ),
    frozenset(date(2026, 10, 26) + n * DAY for n in range(5)),
)
AUTUMN = TermSpan("Autumn term 2026", date(2026, 8, 1), date(2026, 12, 31), is_estimated=False)
SPRING = TermSpan("Spring term 2027", date(2027, 1, 1), date(2027, 3, 29), is_estimated=False)
SUMMER = TermSpan("Summer term 2027", date(2027, 3, 30), date(2027, 7, 31), is_estimated=False)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 1), AUTUMN),
        (date(2026, 10, 28), AUTUMN),  # the half-term holiday
        (date(2026, 12, 31), AUTUMN),
        (date(2027, 1, 1), SPRING),
        (date(2027, 3, 29), SPRING),  # Easter Monday ends it
        (date(2027, 3, 30), SUMMER),
        (date(2027, 7, 31), SUMMER),
    ],
)
def test_more_than_three_terms_make_the_three_statutory_periods(day, expected):
    assert statutory_term(KNOWN, day) == expected


@pytest.mark.parametrize(
    ("day", "starts_on", "ends_on", "name"),
    [
        (date(2026, 8, 1), date(2026, 8, 1), date(2027, 1, 3), "Autumn term 2026"),
        (date(2027, 1, 3), date(2026, 8, 1), date(2027, 1, 3), "Autumn term 2026"),
        (date(2027, 1, 4), date(2027, 1, 4), date(2027, 4, 11), "Spring term 2027"),
        (date(2027, 3, 30), date(2027, 1, 4), date(2027, 4, 11), "Spring term 2027"),
        (date(2027, 4, 12), date(2027, 4, 12), date(2027, 7, 31), "Summer term 2027"),
    ],
)
def test_three_terms_are_the_terms_and_a_holiday_belongs_to_the_one_before(day, starts_on, ends_on, name):
    assert statutory_term(THREE, day) == TermSpan(name, starts_on, ends_on, is_estimated=False)


@pytest.mark.parametrize("calendar", [UNKNOWN, PARTLY], ids=["no dates", "two half-terms"])
def test_without_a_years_dates_the_periods_are_an_estimate(calendar):
    assert statutory_term(calendar, date(2027, 2, 1)) == TermSpan(
        "Spring term 2027", date(2027, 1, 1), date(2027, 3, 29), is_estimated=True
    )


def test_three_half_terms_of_a_year_known_in_part_are_not_three_terms():
    half_known = Calendar(KNOWN.terms[6:9], frozenset())

    assert statutory_term(half_known, date(2026, 11, 9)) == TermSpan(
        "Autumn term 2026", date(2026, 8, 1), date(2026, 12, 31), is_estimated=True
    )


def test_one_entry_for_the_whole_year_is_an_estimate():
    one = Calendar(((date(2026, 9, 2), date(2027, 7, 21)),), frozenset())

    assert statutory_term(one, date(2026, 11, 9)) == TermSpan(
        "Autumn term 2026", date(2026, 8, 1), date(2026, 12, 31), is_estimated=True
    )


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_ends_of_the_calendar_have_no_term(edge):
    with pytest.raises(ValueError, match="year"):
        statutory_term(UNKNOWN, edge)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((date(2026, 11, 19), AM), (date(2026, 11, 19), AM), 1),
        ((date(2026, 11, 19), AM), (date(2026, 11, 19), PM), 2),
        ((date(2026, 11, 19), PM), (date(2026, 11, 19), PM), 1),
        ((date(2026, 11, 19), PM), (date(2026, 11, 20), AM), 2),
        ((date(2026, 11, 20), PM), (date(2026, 11, 24), AM), 2),  # a weekend and an INSET day between
        ((date(2026, 11, 16), AM), (date(2026, 11, 20), PM), 10),
        ((INSET, PM), (INSET, PM), 0),
        ((date(2026, 11, 21), PM), (date(2026, 11, 24), PM), 2),  # from a Saturday
        ((date(2026, 12, 18), AM), (date(2027, 1, 2), AM), 2),  # into the Christmas holiday
    ],
)
def test_sessions_from_one_to_another(first, last, expected):
    assert sessions_between(KNOWN, *first, *last) == expected


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ((date(2026, 11, 19), PM), (date(2026, 11, 19), AM)),
        ((date(2026, 11, 20), AM), (date(2026, 11, 19), PM)),
    ],
)
def test_a_last_session_before_the_first_is_an_error(first, last):
    with pytest.raises(ValueError, match="is before the first"):
        sessions_between(KNOWN, *first, *last)


@pytest.mark.django_db
def test_each_school_counts_by_its_own_dates():
    own, other = SchoolFactory(), SchoolFactory()
    for n, (starts_on, ends_on) in enumerate(THREE.terms):
        own.terms.create(name=f"Term {n + 1}", starts_on=starts_on, ends_on=ends_on)
    own.closures.create(on=INSET, reason="INSET day")
    monday = (INSET, AM, INSET, PM)

    assert term_at(date(2027, 1, 3), own.pk).ends_on == date(2027, 1, 3)
    assert term_at(date(2027, 1, 3), other.pk).name == "Spring term 2027"
    assert [sessions_at(*monday, own.pk), sessions_at(*monday, other.pk)] == [0, 2]
