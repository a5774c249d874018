"""Laws of school time over calendars nobody chose: against a day-by-day walk and the church's own table."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendars import bank_holidays
from schools.calendars.arithmetic import Answer, Calendar, academic_year_of
from schools.calendars.periods import Session, sessions_between, statutory_term
from tests.schools.calendars.test_arithmetic import year

DAY = timedelta(days=1)
AM, PM = Session.MORNING, Session.AFTERNOON
# Days from 1 September on which each term begins and how long it is, some of them beside or over each other.
SHAPES = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 90)), max_size=7)
THREE_TERMS = [(1, 107), (125, 80), (222, 100)]
days = st.dates(date(2021, 1, 1), date(2031, 12, 31))
counts = st.integers(-120, 120)
moments = st.tuples(days, st.sampled_from(Session))


@st.composite
def calendars(draw) -> Calendar:
    terms = []
    for first_year in draw(st.sets(st.integers(2023, 2028), max_size=3)):
        if draw(st.booleans()):
            terms += year(first_year)
            continue
        for start, length in draw(st.one_of(SHAPES, st.just(THREE_TERMS))):
            begins = date(first_year, 9, 1) + start * DAY
            terms.append((begins, begins + length * DAY))
    return Calendar(tuple(sorted(terms)), frozenset(draw(st.sets(days, max_size=30))))


def walked(calendar: Calendar, start: date, count: int) -> Answer:
    """What `Calendar.add` must say, found by looking at one day after the other."""
    day, covered = start, count != 0 or calendar.is_covered(start)
    left = abs(count) if count else int(not calendar.is_school_day(start))
    while left:
        day += -DAY if count < 0 else DAY
        covered = covered and calendar.is_covered(day)
        left -= calendar.is_school_day(day)
    return Answer(day, is_estimated=not covered)


@given(calendars(), days, counts)
def test_adding_is_walking_day_by_day(calendar, start, count):
    assert calendar.add(start, count) == walked(calendar, start, count)


@given(calendars(), days, days)
def test_counting_is_walking_day_by_day(calendar, one, other):
    first, last = sorted((one, other))
    between = (first + n * DAY for n in range(1, (last - first).days + 1))

    assert calendar.count(first, last) == sum(map(calendar.is_school_day, between))
    assert calendar.count(last, first) == -calendar.count(first, last)


@given(calendars(), days, counts.filter(bool))
def test_what_is_added_can_be_taken_away(calendar, start, count):
    start = calendar.add(start, 0).on
    answer = calendar.add(start, count).on

    assert calendar.is_school_day(answer)
    assert calendar.count(start, answer) == count
    assert calendar.add(answer, -count).on == start


@given(calendars(), days, days, counts)
def test_a_later_start_never_ends_earlier(calendar, one, other, count):
    early, late = sorted((one, other))

    assert calendar.add(early, count).on <= calendar.add(late, count).on


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date.min, 1, date(1, 1, 2)),  # 1 January of the year 1 is a Monday and a bank holiday
        (date.min, 0, date(1, 1, 2)),
        (date.max, 0, date.max),
        (date.max, -1, date(9999, 12, 30)),
    ],
)
def test_the_ends_of_the_calendar_can_be_left_inwards(start, count, expected):
    assert Calendar((), frozenset()).add(start, count) == Answer(expected, is_estimated=True)


@pytest.mark.parametrize(("start", "count"), [(date.min, -1), (date.max, 1)])
def test_nothing_lies_beyond_the_ends_of_the_calendar(start, count):
    with pytest.raises(ValueError, match="within three years"):
        Calendar((), frozenset()).add(start, count)


# The paschal full moon by golden number, 1900 to 2199: the table of the Calendar (New Style) Act 1750.
FULL_MOONS = "4-14 4-3 3-23 4-11 3-31 4-18 4-8 3-28 4-16 4-5 3-25 4-13 4-2 3-22 4-10 3-30 4-17 4-7 3-27"


@pytest.mark.parametrize("of_year", range(1900, 2200))
def test_easter_is_the_sunday_after_the_full_moon_of_the_churchs_table(of_year):
    month, day = map(int, FULL_MOONS.split()[of_year % 19].split("-"))
    full_moon = date(of_year, month, day)

    assert bank_holidays.easter_sunday(of_year) == full_moon + (6 - full_moon.weekday() or 7) * DAY


@given(st.integers(1900, 2199))
def test_a_year_by_the_rule_has_eight_bank_holidays_on_weekdays(of_year):
    holidays = bank_holidays.by_rule(of_year)

    assert len(set(holidays)) == 8
    assert all(day.weekday() < 5 and day.year == of_year for day in holidays)


@given(calendars(), days)
def test_a_year_without_dates_is_marked(calendar, start):
    reaches_it = any(first <= start <= last for first, last in calendar.terms)
    if not reaches_it and academic_year_of(start) not in {academic_year_of(t[0]) for t in calendar.terms}:
        assert not calendar.is_covered(start)
        assert calendar.add(start, 0).is_estimated
        assert calendar.add(start - DAY, 1).is_estimated
        assert calendar.add(start + DAY, -1).is_estimated
        assert statutory_term(calendar, start).is_estimated


@given(calendars(), st.integers(2021, 2030))
def test_the_terms_of_a_year_hold_each_of_its_days_once(calendar, of_year):
    span = [
        date(of_year, 8, 1) + n * DAY for n in range((date(of_year + 1, 8, 1) - date(of_year, 8, 1)).days)
    ]
    terms = {day: statutory_term(calendar, day) for day in span}
    in_order = list(dict.fromkeys(terms.values()))

    assert len(in_order) == 3
    assert (in_order[0].starts_on, in_order[-1].ends_on) == (span[0], span[-1])
    assert all(later.starts_on == earlier.ends_on + DAY for earlier, later in pairwise(in_order))
    assert all(term.starts_on <= day <= term.ends_on for day, term in terms.items())


@given(calendars(), st.lists(moments, min_size=3, max_size=3))
def test_sessions_of_two_stretches_add_up(calendar, three):
    first, (day, session), last = sorted(three)
    after = (day, PM) if session == AM else (day + DAY, AM)
    if after <= last:
        parts = sessions_between(calendar, *first, day, session), sessions_between(calendar, *after, *last)
        assert sum(parts) == sessions_between(calendar, *first, *last)


@given(calendars(), days, days)
def test_whole_days_have_two_sessions_each(calendar, one, other):
    first, last = sorted((one, other))

    whole = calendar.is_school_day(first) + calendar.count(first, last)
    assert sessions_between(calendar, first, AM, last, PM) == 2 * whole
