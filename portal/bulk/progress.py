"""How far an import is: in the cache, because its transaction shows nothing until it ends."""

import time
from typing import NamedTuple

from django.core.cache import cache

from portal.bulk.models import Import

KEPT_SECONDS = 60 * 60
# A worker that has said nothing for so long is taken for dead.
SILENCE_SECONDS = 10 * 60


class Progress(NamedTuple):
    rows: int
    at: float


def say(item: Import, rows: int) -> None:
    """So many rows are done."""
    cache.set(_key(item), Progress(rows, time.time()), KEPT_SECONDS)


def of(item: Import) -> int:
    """Rows done so far; 0 where nothing is known yet."""
    said = cache.get(_key(item))
    return said.rows if said else 0


def is_silent(item: Import) -> bool:
    """No worker has said anything about it lately."""
    said = cache.get(_key(item))
    return said is None or time.time() - said.at > SILENCE_SECONDS


def _key(item: Import) -> str:
    return f"bulk:{item.reference}:{item.state}"
