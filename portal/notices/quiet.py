"""When a person is left alone: their quiet hours, and the days on which they do not work."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from portal.accounts.models import User
from portal.notices.models import Preference

# More days in a row than anybody's holidays have.
MOST_DAYS = 100
SATURDAY = 5

_is_day_off: Callable[[User, date], bool] = lambda user, day: day.weekday() >= SATURDAY  # noqa: E731


def register_days_off(is_day_off: Callable[[User, date], bool]) -> None:
    """A room that knows calendars says when a person is not at work; without one, at weekends."""
    global _is_day_off
    _is_day_off = is_day_off


def quiet_until(user: User, at: datetime, wishes: Preference) -> datetime | None:
    """The moment from which this person may be emailed again; None where that is now."""
    local = timezone.localtime(at)
    end = _end_of_hours(local, wishes)
    moment = end or local
    if wishes.quiet_days and _is_day_off(user, moment.date()):
        moment = _at(_next_day_at_work(user, moment.date()), wishes.quiet_to)
    return moment if moment > local else None


def _end_of_hours(local: datetime, wishes: Preference) -> datetime | None:
    """Quiet hours may span midnight; from and to the same means none."""
    start, end, now = wishes.quiet_from, wishes.quiet_to, local.time()
    if start < end:
        return _at(local.date(), end) if start <= now < end else None
    if start > end and now >= start:
        return _at(local.date() + timedelta(days=1), end)
    return _at(local.date(), end) if start > end and now < end else None


def _next_day_at_work(user: User, day: date) -> date:
    for days in range(1, MOST_DAYS):
        if not _is_day_off(user, day + timedelta(days=days)):
            return day + timedelta(days=days)
    return day + timedelta(days=1)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
