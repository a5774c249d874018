from datetime import date

import pytest

from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.page import days_in_words

MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
DAY, AM, PM, LUNCH = DayPart.DAY, DayPart.MORNING, DayPart.AFTERNOON, DayPart.LUNCHTIME


def test_sessions_are_whole_and_two_make_a_day():
    days = Days.of({TUE: DAY, MON: PM, WED: LUNCH})

    assert (days.first, days.last, days.sessions) == (MON, WED, 4)
    assert days.within(TUE, WED).sessions == 3
    assert days.before(TUE).sessions == 1


def test_days_survive_being_stored():
    days = Days.of({MON: PM, TUE: DAY})

    assert days.as_json() == {"2026-11-16": "pm", "2026-11-17": "day"}
    assert Days.from_json(days.as_json()) == days


def test_a_day_comes_once():
    with pytest.raises(ValueError, match="twice"):
        Days.of([(MON, AM), (MON, PM)])


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (AM, AM, True),
        (AM, PM, False),
        (DAY, PM, True),
        (LUNCH, AM, False),
        (LUNCH, LUNCH, True),
        (DAY, LUNCH, True),
    ],
)
def test_parts_of_a_day_meet_where_they_share_a_session(one, other, meet):
    days = Days.of({MON: DAY, TUE: one})

    assert days.clash(Days.of({TUE: other, WED: DAY})) == (TUE if meet else None)


@pytest.mark.parametrize(
    ("sessions", "words"),
    [(0, "0 days"), (1, "half a day"), (2, "1 day"), (3, "1.5 days"), (11, "5.5 days"), (90, "45 days")],
)
def test_sessions_in_the_words_of_the_law(sessions, words):
    assert in_days(sessions) == words


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, ""),
        ({MON: DAY}, "Monday 16 November 2026"),
        ({MON: PM}, "Monday 16 November 2026, afternoon only"),
        ({MON: DAY, TUE: DAY}, "Monday 16 November 2026 to Tuesday 17 November 2026"),
        (
            {MON: PM, TUE: DAY, WED: AM},
            "Monday 16 November 2026 to Wednesday 18 November 2026. Only the morning of: Wednesday 18 "
            "November 2026. Only the afternoon of: Monday 16 November 2026",
        ),
        (
            {MON: LUNCH, WED: LUNCH},
            "Monday 16 November 2026 to Wednesday 18 November 2026. Only the lunchtime of each of 2 days: "
            "Monday 16 November 2026, Wednesday 18 November 2026",
        ),
    ],
)
def test_days_in_words_name_each_part_of_a_day_once(parts, words):
    assert days_in_words(Days.of(parts)) == words
