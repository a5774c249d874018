"""How many school hours are left until the end of a school day: pure, on top of a calendar.

School hours are the authority's setting, the same at every school; which days count is the calendar's.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from schools.calendars.arithmetic import Calendar
from schools.calendars.words import days_left

NONE_LEFT = timedelta()


@dataclass(frozen=True)
class SchoolHours:
    """From when until when somebody at a school can be reached, in local time."""

    starts: time
    ends: time

    @property
    def a_day(self) -> timedelta:
        return _since_midnight(self.ends) - _since_midnight(self.starts)

    def left_today(self, now: time) -> timedelta:
        """School hours between this time of day and the end of the school day."""
        begins = max(_since_midnight(now), _since_midnight(self.starts))
        return max(_since_midnight(self.ends) - begins, NONE_LEFT)


def school_hours() -> SchoolHours:
    """The authority's school hours (settings SCHOOL_DAY_STARTS and SCHOOL_DAY_ENDS)."""
    return SchoolHours(
        time.fromisoformat(settings.SCHOOL_DAY_STARTS), time.fromisoformat(settings.SCHOOL_DAY_ENDS)
    )


def hours_left(now: datetime, due_on: date, calendar: Calendar, hours: SchoolHours) -> timedelta:
    """School hours from a moment to the end of the school day `due_on`; none where that is past."""
    local = timezone.localtime(now)
    today = local.date()
    if due_on < today:
        return NONE_LEFT
    left = hours.left_today(local.time()) if calendar.is_school_day(today) else NONE_LEFT
    return left + calendar.count(today, due_on) * hours.a_day


def time_left(now: datetime, due_on: date, calendar: Calendar) -> str:
    """`2 school days left`, within the last school day `2 school hours left`, then as `days_left`.

    Hours are rounded down: nobody is promised more time than there is.
    """
    today, hours = timezone.localdate(now), school_hours()
    left = hours_left(now, due_on, calendar, hours)
    if due_on < today or left > hours.a_day:
        return days_left(due_on, today, calendar)
    if left == NONE_LEFT:
        return "no school hours left"
    whole = left // timedelta(hours=1)
    if not whole:
        return "less than 1 school hour left"
    return f"{whole} school hour{'' if whole == 1 else 's'} left"


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
