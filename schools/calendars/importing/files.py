"""Calendar files as sheets, so that they go the way of CSV and workbooks."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import BinaryIO

from portal.bulk.reading import Rejection, Sheet
from schools.calendars.importing.events import MOST_BYTES, Event, read_events
from schools.calendars.importing.meaning import Stated, closures_in, terms_in


class CalendarSheet(Sheet):
    """What a calendar file states, one row each, numbered by the event it begins with."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self.header = ["Name", "First day", "Last day"]
        self._stated = self.stated(read_events(file.read(MOST_BYTES + 1), name))

    @abstractmethod
    def stated(self, events: list[Event]) -> list[Stated]:
        """What is read out of the events."""

    def rows(self) -> Iterator[tuple[int, list[str] | Rejection]]:
        """As `Sheet.rows`; what cannot be used is a Rejection that names the event."""
        for one in self._stated:
            if one.problem:
                yield one.number, Rejection(one.number, f"Event “{one.name[:60]}”", one.problem)
            else:
                yield one.number, [one.name[:120], one.first.isoformat(), one.last.isoformat()]


class TermsCalendar(CalendarSheet):
    def stated(self, events: list[Event]) -> list[Stated]:
        return terms_in(events)


class ClosuresCalendar(CalendarSheet):
    def stated(self, events: list[Event]) -> list[Stated]:
        return closures_in(events)
