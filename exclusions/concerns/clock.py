"""The clock of a concern in words: acknowledge within one school day, decide within three (domain.md 5.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from exclusions.concerns.models import Concern
from portal.core.templatetags.portal import short_date
from schools.calendars.hours import time_left
from schools.calendars.services import Calendar, calendar_for


@dataclass(frozen=True)
class Reading:
    """What the clock says, and whether what it asks for is late or stands still."""

    words: str = ""
    is_overdue: bool = False
    is_paused: bool = False

    def __str__(self) -> str:
        return f"Overdue: {self.words}" if self.is_overdue else self.words


def read_clock(concern: Concern, now: datetime, calendar: Calendar) -> Reading:
    """The nearest thing that is due: what is late first, else what comes next; nothing once it is decided.

    Wants a concern that was read `with_clock()`.
    """
    today = timezone.localdate(now)
    paused_until: date | None = getattr(concern, "paused_until", None)
    if not concern.is_open:
        return Reading()
    if concern.decide_by < today:
        return Reading(f"decide by {short_date(concern.decide_by)}", is_overdue=True)
    if paused_until and today <= paused_until:
        words = (
            f"Clock paused until {short_date(paused_until)}, then decide by {short_date(concern.decide_by)}"
        )
        return Reading(words, is_paused=True)
    if concern.acknowledged_at is None:
        return _to_acknowledge(concern.acknowledge_by, now, calendar)
    return Reading(f"{short_date(concern.decide_by)} ({time_left(now, concern.decide_by, calendar)})")


def _to_acknowledge(due_on: date, now: datetime, calendar: Calendar) -> Reading:
    if due_on < timezone.localdate(now):
        return Reading(f"acknowledge by {short_date(due_on)}", is_overdue=True)
    return Reading(f"{time_left(now, due_on, calendar).capitalize()} to acknowledge")


def clock_context(concern: Concern) -> dict[str, Any]:
    """What the pages of a concern show of its clock: the reading, and every pause with what it did."""
    pauses = list(concern.pauses.select_related("paused_by"))
    concern.paused_until = next((pause.until for pause in pauses if not pause.ended_how), None)  # type: ignore[attr-defined]
    reading = read_clock(concern, timezone.now(), calendar_for(concern.school_id))
    return {"clock": reading, "pauses": pauses}
