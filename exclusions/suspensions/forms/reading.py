"""What is typed on the page of a draft, read as far as it can be: lengths, days, the days of the calendar."""

import re
from datetime import date, datetime, time

from django.utils import timezone

from exclusions.concerns.content import Content
from exclusions.suspensions.content import parts_by_hand
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.proposing import Proposal, propose
from schools.calendars.services import Calendar

MOST_DAYS = 45
LENGTH = re.compile(r"(\d{0,3})(?:[.,](0|5|50)|(½))?", re.ASCII)


def read_length(typed: str) -> int | None:
    """Sessions of a number of days as people write it: `2` is 4, `2.5` and `2½` are 5; None for no length."""
    tidy = "".join(typed.split())
    match = LENGTH.fullmatch(tidy)
    if not tidy or match is None or not (match[1] or match[2] or match[3]):
        return None
    half = match[2] in ("5", "50") or bool(match[3])
    return 2 * int(match[1] or 0) + half


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """A day and a time as a moment here; noon where the time was not given."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, at or time(12, 0)))


def read_day(content: Content, name: str) -> date | None:
    """A day of the draft, None where what is typed is none."""
    parts = [str(content.get(f"{name}_{n}", "")).strip() for n in range(3)]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    day, month, year = map(int, parts)
    try:
        return date(year, month, day) if 2000 <= year <= 2100 else None
    except ValueError:
        return None


def proposal_of(content: Content, calendar: Calendar) -> Proposal | None:
    """The days of a draft as the calendar proposes them; None while they cannot be known."""
    first, sessions = read_day(content, "first"), read_length(str(content.get("length", "")))
    if first is None or not sessions or sessions > 2 * MOST_DAYS:
        return None
    lunchtimes = content.get("kind") == SuspensionKind.LUNCHTIME
    if lunchtimes:
        sessions = sessions // 2  # so many lunchtimes were typed as so many days
    if content.get("kind") == SuspensionKind.PERMANENT or not sessions:
        return None
    return propose(
        calendar,
        first,
        sessions,
        from_afternoon=content.get("starts") == "pm",
        lunchtimes=lunchtimes,
        set_by_hand=parts_by_hand(content),
    )
