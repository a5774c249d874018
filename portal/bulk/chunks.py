"""Many rows a chunk at a time, so that they fill no memory (itertools.batched, of Python 3.12)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")


def chunks(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """The values in lists of `size`, the last perhaps shorter."""
    source = iter(values)
    while chunk := list(islice(source, size)):
        yield chunk
