from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schools.calendars.arithmetic import Calendar
from schools.calendars.hours import SchoolHours, hours_left, time_left

LONDON = ZoneInfo("Europe/London")
# 23 November 2026 is a Monday; Wednesday 25 is an INSET day.
CALENDAR = Calendar(((date(2026, 9, 1), date(2026, 12, 18)),), frozenset({date(2026, 11, 25)}))
HOURS = SchoolHours(time(9), time(15, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "due", "hours"),
    [
        (at(23, 7), 23, 6.5),  # before the school day
        (at(23, 9), 23, 6.5),
        (at(23, 13, 30), 23, 2),
        (at(23, 15, 30), 23, 0),
        (at(23, 22), 23, 0),
        (at(23, 15, 30), 24, 6.5),
        (at(23, 10), 24, 12),
        (at(24, 15), 26, 7),  # the INSET day between counts nothing
        (at(25, 11), 26, 6.5),  # on it, neither
        (at(28, 11), 30, 6.5),  # a Saturday
        (at(24, 9), 23, 0),
    ],
)
def test_school_hours_left(now, due, hours):
    assert hours_left(now, date(2026, 11, due), CALENDAR, HOURS) == timedelta(hours=hours)


def test_school_hours_are_local_time_in_summer():
    calendar = Calendar(((date(2026, 4, 13), date(2026, 7, 21)),), frozenset())
    now = datetime(2026, 6, 1, 12, 30, tzinfo=ZoneInfo("UTC"))  # half past one in London

    assert hours_left(now, date(2026, 6, 1), calendar, HOURS) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("now", "due", "words"),
    [
        (at(23, 10), 26, "2 school days left"),
        (at(23, 10), 24, "1 school day left"),
        (at(23, 16), 24, "6 school hours left"),
        (at(24, 13, 29), 24, "2 school hours left"),
        (at(24, 14, 31), 24, "less than 1 school hour left"),
        (at(24, 14, 30), 24, "1 school hour left"),
        (at(24, 15, 30), 24, "no school hours left"),
        (at(27, 9), 26, "overdue 1 school day"),
        (at(28, 9), 27, "overdue"),
    ],
)
def test_time_left_in_words(now, due, words):
    assert time_left(now, date(2026, 11, due), CALENDAR) == words


def test_the_authority_sets_its_school_hours(settings):
    settings.SCHOOL_DAY_STARTS, settings.SCHOOL_DAY_ENDS = "08:30", "16:00"

    assert time_left(at(24, 13), date(2026, 11, 24), CALENDAR) == "3 school hours left"
