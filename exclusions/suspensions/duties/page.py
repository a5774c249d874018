"""Duties as people read them: on the record's page, and one by itself with its history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from exclusions.suspensions.models import Change, Duty, DutyChange, Suspension
from exclusions.suspensions.packs.dues import Clock
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import Calendar
from schools.calendars.services import calendar_for
from schools.calendars.words import days_left


@dataclass(frozen=True)
class Line:
    """One duty on a page: when, how far off, and whether it may be ticked off here."""

    duty: Duty
    when: str
    left: str
    is_late: bool
    may_tick: bool


def when_words(duty: Duty) -> str:
    """`without delay, 23 November 2026`, `by 14 December 2026`, `no time limit`."""
    if duty.by is None:
        return Clock.NO_LIMIT.value
    joint = ", " if duty.clock == Clock.WITHOUT_DELAY.value else " "
    estimated = " (estimated: term dates are missing)" if duty.is_estimated else ""
    return f"{duty.clock}{joint}{plain_date(duty.by)}{estimated}"


def line_of(duty: Duty, user: User, calendar: Calendar, today: date) -> Line:
    late = duty.is_late(today)
    counts = duty.is_open and duty.by is not None and duty.can_be_done
    return Line(
        duty=duty,
        when=when_words(duty),
        left=days_left(duty.by, today, calendar) if counts and duty.by else "",
        is_late=late,
        may_tick=duty.is_open and duty.can_be_done and user.has_perm("suspensions.carry_out_duty", duty),
    )


def duties_context(suspension: Suspension, user: User) -> dict[str, Any]:
    """What the record's page shows of its duties: still to do, done, and what others may do; two queries."""
    today, calendar = timezone.localdate(), calendar_for(suspension.school_id)
    rows = Duty.objects.standing().filter(suspension=suspension).select_related("done_by")
    lines = []
    for duty in rows:
        duty.suspension = suspension
        lines.append(line_of(duty, user, calendar, today))
    return {
        "to_do": [line for line in lines if line.duty.is_open and line.duty.can_be_done],
        "done": [line for line in lines if line.duty.done_on],
        "others": [line for line in lines if line.duty.is_open and not line.duty.can_be_done],
        "late": sum(line.is_late for line in lines),
    }


NAMES = {
    "by": "the day",
    "what": "what is to be done",
    "who": "whose duty it is",
    "to": "to whom",
    "clock": "what the day means",
    "because": "why",
    "rule": "the rule",
    "source": "its source",
    "is_estimated": "whether it is estimated",
}


def change_words(change: DutyChange) -> str:
    """`Changed: the day, from 7 December 2026 to 8 December 2026`."""
    label = Change(change.change).label
    if change.change not in (Change.CHANGED, Change.BACK) or not change.before:
        return label
    day = change.before.get("by"), change.after.get("by")
    others = [NAMES[name] for name in change.before if name in NAMES and name != "by"]
    said = [f"the day, from {_day(day[0])} to {_day(day[1])}"] if any(day) else []
    return f"{label}: {', '.join([*said, *others])}"


def _day(stored: str | None) -> str:
    return plain_date(date.fromisoformat(stored)) if stored else "none"
