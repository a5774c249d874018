"""What can be found: each room registers a source at start-up and answers for its own rows."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.accounts.models import User


@dataclass(frozen=True)
class Found:
    """One hit: `reference` is what the audit trail names, empty for what everybody may read."""

    title: str
    url: str
    line: str = ""
    reference: str = ""


@dataclass(frozen=True, order=True)
class Source:
    """One kind of thing, `concerns`, and how it is looked for.

    `find(user, typed, most)` gives at most `most` hits among what this person may see, newest or nearest
    first, at a cost that does not grow with what they may not see.
    """

    order: int
    code: str
    label: str
    find: Callable[[User, str, int], list[Found]]


_sources: list[Source] = []


def register(*sources: Source) -> None:
    """Add sources. Called once at start-up by each room."""
    _sources.extend(source for source in sources if source.code not in {s.code for s in _sources})
    _sources.sort(key=lambda source: source.order)


def all_sources() -> tuple[Source, ...]:
    return tuple(_sources)
