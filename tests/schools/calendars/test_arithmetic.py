"""Counting in school days: examples a school secretary would check, and laws that always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendars import bank_holidays
from schools.calendars.arithmetic import Answer, Calendar, academic_year_of

DAY = timedelta(days=1)


def year(y):
    """Six half-terms as an English authority sets them, near enough."""
    return [
        (date(y, 9, 2), date(y, 10, 23)),
        (date(y, 11, 2), date(y, 12, 18)),
        (date(y + 1, 1, 4), date(y + 1, 2, 12)),
        (date(y + 1, 2, 22), date(y + 1, 3, 26)),
        (date(y + 1, 4, 12), date(y + 1, 5, 28)),
        (date(y + 1, 6, 7), date(y + 1, 7, 21)),
    ]


INSET = date(2026, 11, 23)
KNOWN = Calendar(tuple(year(2025) + year(2026) + year(2027)), frozenset({INSET}))
UNKNOWN = Calendar((), frozenset())
PARTLY = Calendar(tuple(year(2026)[:2]), frozenset())

days = st.dates(date(2025, 9, 1), date(2027, 7, 1))
any_days = st.dates(date(2020, 1, 1), date(2045, 1, 1))
counts = st.integers(1, 60)
calendars = st.sampled_from([KNOWN, UNKNOWN, PARTLY])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # Saturday
        (INSET, False),
        (date(2026, 10, 23), True),  # last day of a half-term
        (date(2026, 10, 26), False),  # the holiday after it
        (date(2026, 11, 2), True),  # first day of the next
        (date(2027, 5, 3), False),  # a bank holiday inside a term
        (date(2026, 8, 20), False),
    ],
)
def test_whether_pupils_are_due(day, expected):
    assert KNOWN.is_school_day(day) is expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 19), 1, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 24)),  # over a weekend and an INSET day
        (date(2026, 12, 18), 1, date(2027, 1, 4)),  # over Christmas
        (date(2026, 7, 21), 1, date(2026, 9, 2)),  # over the summer, into another year's terms
        (date(2026, 11, 21), 1, date(2026, 11, 24)),  # from a day that is none
        (date(2026, 11, 21), 0, date(2026, 11, 24)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 24), -1, date(2026, 11, 20)),
        (date(2027, 1, 4), -1, date(2026, 12, 18)),
        (date(2026, 11, 12), 15, date(2026, 12, 4)),
    ],
)
def test_adding(start, count, expected):
    assert KNOWN.add(start, count) == Answer(expected, is_estimated=False)


def test_without_dates_weekdays_count_and_the_answer_says_so():
    assert UNKNOWN.add(date(2026, 12, 24), 1) == Answer(date(2026, 12, 29), is_estimated=True)


def test_without_dates_august_has_no_school_days():
    assert UNKNOWN.add(date(2026, 7, 31), 1) == Answer(date(2026, 9, 1), is_estimated=True)


def test_an_answer_is_estimated_where_only_the_way_to_it_is():
    """Counted from before the known dates into them: the count may be wrong though the end is known."""
    calendar = Calendar(tuple(year(2026)), frozenset())

    assert calendar.add(date(2026, 7, 20), 3) == Answer(date(2026, 7, 23), is_estimated=True)
    assert calendar.add(date(2026, 7, 30), 3) == Answer(date(2026, 9, 3), is_estimated=True)
    assert calendar.add(date(2026, 9, 2), 3) == Answer(date(2026, 9, 7), is_estimated=False)


def test_a_year_known_in_part_does_not_push_deadlines_into_the_next():
    """With only the autumn's dates, what follows is an estimate soon, not a date next September."""
    assert PARTLY.add(date(2026, 12, 17), 1) == Answer(date(2026, 12, 18), is_estimated=False)
    assert PARTLY.add(date(2026, 12, 18), 1) == Answer(date(2026, 12, 21), is_estimated=True)
    assert PARTLY.is_covered(date(2026, 10, 28))
    assert not PARTLY.is_covered(date(2027, 2, 1))


def test_a_missing_half_term_in_the_middle_is_noticed():
    spring_missing = Calendar(tuple(year(2026)[:2] + year(2026)[4:]), frozenset())

    assert not spring_missing.is_covered(date(2027, 2, 1))
    assert spring_missing.is_covered(date(2026, 12, 1))
    assert spring_missing.is_covered(date(2027, 5, 30))


def test_a_holiday_of_a_known_year_is_no_gap():
    assert all(KNOWN.is_covered(date(2026, 8, 1) + n * DAY) for n in range(365))
    assert not KNOWN.is_covered(date(2025, 7, 31))
    assert not KNOWN.is_covered(date(2028, 8, 1))


def test_dates_beyond_the_published_bank_holidays_are_estimates():
    far = max(bank_holidays.published_years()) + 1
    calendar = Calendar(tuple(year(far)), frozenset())

    assert calendar.add(date(far, 9, 14), 1).is_estimated
    assert not calendar.is_covered(date(far, 9, 14))


def test_overlapping_and_touching_terms_are_one():
    calendar = Calendar(
        (
            (date(2026, 9, 2), date(2026, 10, 1)),
            (date(2026, 9, 20), date(2026, 10, 9)),
            (date(2026, 10, 10), date(2026, 10, 23)),
        ),
        frozenset(),
    )

    half_term = date(2026, 9, 1), date(2026, 10, 23)
    assert calendar.count(*half_term) == KNOWN.count(*half_term) == 38


def test_no_answer_within_three_years_is_an_error():
    closed = Calendar((), frozenset(date(2026, 1, 1) + n * DAY for n in range(5 * 366)))

    with pytest.raises(ValueError, match="No such school day within three years of 2026-06-01"):
        closed.add(date(2026, 6, 1), 1)
    with pytest.raises(ValueError, match="within three years"):
        closed.add(date(2027, 12, 1), 0)
    with pytest.raises(ValueError, match="within three years"):
        UNKNOWN.add(date(2026, 6, 1), 10**9)


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_ends_of_the_calendar_are_an_error_and_no_crash(edge):
    with pytest.raises(ValueError, match="within three years"):
        UNKNOWN.add(edge, -5 if edge == date.min else 5)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 31), 2025),
        (date(2026, 8, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_the_academic_year_turns_in_august(day, expected):
    assert academic_year_of(day) == expected


@given(calendars, days, counts)
def test_adding_then_counting_agrees(calendar, start, count):
    assert calendar.count(start, calendar.add(start, count).on) == count


@given(calendars, days, counts)
def test_what_is_added_ends_on_a_school_day_after_the_start(calendar, start, count):
    answer = calendar.add(start, count).on

    assert calendar.is_school_day(answer)
    assert answer > start


@given(calendars, days, counts, counts)
def test_adding_in_two_steps_is_adding_at_once(calendar, start, first, second):
    assert calendar.add(calendar.add(start, first).on, second).on == calendar.add(start, first + second).on


@given(calendars, days, days, counts)
def test_a_later_start_never_ends_earlier(calendar, one, other, count):
    early, late = sorted((one, other))

    assert calendar.add(early, count).on <= calendar.add(late, count).on


@given(calendars, days, counts)
def test_going_back_undoes_going_forward_between_school_days(calendar, start, count):
    start = calendar.add(start, 0).on

    assert calendar.add(calendar.add(start, count).on, -count).on == start


@given(calendars, days, days)
def test_counting_backwards_is_counting_forwards_negated(calendar, one, other):
    assert calendar.count(one, other) == -calendar.count(other, one)


@given(any_days)
def test_no_school_on_weekends_and_bank_holidays_whatever_is_known(day):
    if day.weekday() > 4 or day in bank_holidays.of_year(day.year):
        assert not any(calendar.is_school_day(day) for calendar in (KNOWN, UNKNOWN, PARTLY))


@given(any_days)
def test_a_covered_day_is_a_school_day_only_inside_a_term(day):
    inside = any(starts <= day <= ends for starts, ends in KNOWN.terms)
    if KNOWN.is_covered(day) and not inside:
        assert not KNOWN.is_school_day(day)
