"""Everything that happened in a case, the newest first. Rooms above add what happened there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from exclusions.protocol.models import Case
from portal.accounts.models import User


@dataclass(frozen=True)
class Line:
    """`facts` are pairs of a label and what was written."""

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    url: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)


# Answers with what this person may see of a case they may see, in a fixed number of queries.
Source = Callable[[User, Case], Iterable[Line]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask this one too. Called once at start-up by each room."""
    if source not in _sources:
        _sources.append(source)


def timeline(user: User, case: Case) -> list[Line]:
    """What happened in a case, as far as this person may see it, the newest first."""
    lines = [line for source in _sources for line in source(user, case)]
    # Of two in the same moment the one that a source tells later stands above.
    return sorted(lines, key=lambda line: line.at)[::-1]
