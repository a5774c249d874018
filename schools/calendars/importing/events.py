"""Reading a calendar file (.ics, RFC 5545): its bytes in, events in days and problems out. Pure.

Nothing in the file is trusted: not its size, its encoding, its name, nor that an event ends after it begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar as CalendarFile
from icalendar import Component

from portal.bulk.reading import Unusable

UTF8_MARK = b"\xef\xbb\xbf"
MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 5000
LONGEST_SUMMARY = 200
HERE = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
REPEATING = ("RRULE", "RDATE", "EXDATE")


@dataclass(frozen=True)
class Event:
    """An event of whole days, both included, and its place in the file; `problem` says why it has no days."""

    number: int
    summary: str
    first: date
    last: date
    problem: str = ""


def read_events(content: bytes, name: str) -> list[Event]:
    """The events of a calendar file in its order; cancelled ones are left out.

    Raises Unusable where the file as a whole is no calendar, too large, or has no events.
    """
    if len(content) > MOST_BYTES:
        raise Unusable(f"{name} is larger than {MOST_BYTES // 1024**2} MB: it is no calendar of term dates.")
    text = _text(content)
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR") or "\0" in text:
        raise Unusable(f"{name} is not a calendar file (.ics): save the calendar again and hand that in.")
    # Counted before it is read: reading is slow, and this is not.
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        raise Unusable(f"{name} has more than {MOST_EVENTS:,} events: hand in term dates only.")
    try:
        calendars = CalendarFile.from_ical(text, multiple=True)
        entries = [entry for calendar in calendars for entry in calendar.walk("VEVENT")]
        events = list(_events(entries))
    # A broken calendar fails in as many ways as there are parts in it.
    except Exception:
        raise Unusable(f"{name} is broken and cannot be read. Save the calendar again.") from None
    if not entries:
        raise Unusable(f"{name} is a calendar without events.")
    return events


def _text(content: bytes) -> str:
    content = content.removeprefix(UTF8_MARK)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _events(entries: Sequence[Component]) -> Iterator[Event]:
    for number, entry in enumerate(entries, start=1):
        if str(entry.get("STATUS", "")).upper() == "CANCELLED":
            continue
        summary = " ".join(str(entry.get("SUMMARY", "")).split())[:LONGEST_SUMMARY]
        try:
            first, last = _days(entry)
        except OverflowError:
            yield Event(number, summary, date.min, date.min, "lies beyond the calendar")
        except ValueError as error:
            yield Event(number, summary, date.min, date.min, str(error))
        else:
            yield Event(number, summary, first, last)


def _days(entry: Component) -> tuple[date, date]:
    """First and last day of an event. Raises ValueError with the reason where it has none."""
    if any(name in entry for name in REPEATING):
        raise ValueError("repeats by a rule: state each term and each day for itself")
    start, end = _value(entry, "DTSTART"), _value(entry, "DTEND")
    if start is None:
        raise ValueError("has no first day that can be read")
    duration = _value(entry, "DURATION")
    if end is None and duration is not None:
        end = start + duration
    first = _here(start)
    if end is None:
        return first, first
    last = _here(end)
    # The end of whole days is the day after; a time of midnight is the end of the day before.
    if not isinstance(end, datetime) or _time_here(end) == time.min:
        last -= ONE_DAY
    # Some programs write the same day twice for an event of one day.
    if last == first - ONE_DAY and _here(end) == first:
        last = first
    if last < first:
        raise ValueError("ends before it begins")
    return first, last


def _value(entry: Component, name: str) -> Any:
    found = entry.get(name)
    if isinstance(found, list):
        raise ValueError(f"states {name} more than once")
    if found is None:
        return None
    try:
        value = found.dt
    # The library keeps what it could not read, and fails in its own way when asked.
    except Exception:
        value = None
    if not isinstance(value, timedelta if name == "DURATION" else date):
        raise ValueError(f"has a {name} that cannot be read")
    return value


def _here(moment: date) -> date:
    """The day of a moment here; a time without a zone is meant as it stands."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(HERE) if moment.tzinfo else moment).date()


def _time_here(moment: datetime) -> time:
    return (moment.astimezone(HERE) if moment.tzinfo else moment).time()
