"""What cases are owed besides their stage: actions of a plan, checks, answers. Rooms above say so.

    dues.register(DueSource("actions", load=open_actions))

They then stand on the page of the case, in the work lists, and are chased when they are late.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from exclusions.protocol.models import Case, CaseQuerySet
from portal.accounts.models import User


@dataclass(frozen=True)
class Due:
    """One thing owed. `what` is for pages; `noun` is for notices and names no detail: "an action".

    `key` is its own among all dues of the case ("action:P-7K3Q9"): under it it is chased once a day.
    `people()` answers whom to tell when it is late.
    """

    case: Case
    key: str
    on: date
    what: str
    noun: str
    url: str
    owner: str = ""
    people: Callable[[], Iterable[User]] = tuple


@dataclass(frozen=True)
class DueSource:
    """`load(cases, until)` answers what is open in these cases and due by `until` (None: whenever), in a
    fixed number of queries."""

    name: str
    load: Callable[[CaseQuerySet, date | None], Iterable[Due]]


_sources: list[DueSource] = []


def register(source: DueSource) -> None:
    """Add a source. Called once at start-up by each room."""
    if source.name not in {known.name for known in _sources}:
        _sources.append(source)


def dues_of(cases: CaseQuerySet, until: date | None = None) -> list[Due]:
    """What rooms above say is owed in these cases, the earliest first."""
    found = [due for source in _sources for due in source.load(cases, until)]
    return sorted(found, key=lambda due: (due.on, due.key))
