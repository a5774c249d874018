"""How far a piece of work in the background is: in the cache, because its transaction shows nothing until
it ends.
"""

import time
from typing import NamedTuple, Protocol

from django.core.cache import cache

KEPT_SECONDS = 60 * 60
# A worker that has said nothing for so long is taken for dead.
SILENCE_SECONDS = 10 * 60


class Work(Protocol):
    """A record that a worker has for as long as it is in this state."""

    reference: str
    state: str


class Progress(NamedTuple):
    rows: int
    at: float


def say(item: Work, rows: int) -> None:
    """So many rows are done."""
    cache.set(_key(item), Progress(rows, time.time()), KEPT_SECONDS)


def of(item: Work) -> int:
    """Rows done so far; 0 where nothing is known yet."""
    said = cache.get(_key(item))
    return said.rows if said else 0


def is_silent(item: Work) -> bool:
    """No worker has said anything about it lately."""
    said = cache.get(_key(item))
    return said is None or time.time() - said.at > SILENCE_SECONDS


def _key(item: Work) -> str:
    return f"bulk:{item.reference}:{item.state}"
