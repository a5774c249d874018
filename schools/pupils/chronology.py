"""What happened to a pupil, from every room, by the day it happened.

A room registers a source at start-up. Its `load(user, pupil)` answers with what that person may see and
nothing else, in a fixed number of queries: scope is the room's own `visible_to()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from portal.accounts.models import User
from schools.pupils.models import Pupil

# Entered so many days after it happened: worth saying.
LATE_DAYS = 2


@dataclass(frozen=True)
class Happening:
    """One line. `on` is the day it happened; `at` the moment it was written down, where known."""

    on: date
    title: str
    text: str = ""
    reference: str = ""
    url: str = ""
    who: str = ""
    at: datetime | None = None
    kind: str = ""

    @property
    def written_days_later(self) -> int:
        """Days between the event and its entry; 0 where it was written down in time."""
        days = (timezone.localdate(self.at) - self.on).days if self.at else 0
        return days if days >= LATE_DAYS else 0

    @property
    def order(self) -> tuple[date, time]:
        """By day; within a day by the moment of entry."""
        return self.on, timezone.localtime(self.at).time() if self.at else time.min


@dataclass(frozen=True)
class Source:
    """Where happenings come from. `label` names them in the filter."""

    name: str
    label: str
    order: int
    load: Callable[[User, Pupil], Iterable[Happening]]


_sources: list[Source] = []


def register(*sources: Source) -> None:
    """Add sources. Called once at start-up by each room."""
    known = {source.name for source in _sources}
    _sources.extend(source for source in sources if source.name not in known)
    _sources.sort(key=lambda source: source.order)


def kinds() -> list[tuple[str, str]]:
    """Names and labels of all sources, for the filter."""
    return [(source.name, source.label) for source in _sources]


def chronology(
    user: User,
    pupil: Pupil,
    *,
    only: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    oldest_first: bool = False,
) -> list[Happening]:
    """What happened to a pupil as far as this person may see it; `only` names sources, none means all.

    Both days count. The newest first, unless asked otherwise.
    """
    wanted = set(only)
    found = [
        Happening(**{**vars(happening), "kind": source.label})
        for source in _sources
        if not wanted or source.name in wanted
        for happening in source.load(user, pupil)
        if (since is None or happening.on >= since) and (until is None or happening.on <= until)
    ]
    return sorted(found, key=lambda happening: happening.order, reverse=not oldest_first)
