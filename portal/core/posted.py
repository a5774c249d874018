"""What a page carries in hidden fields and sends back: anybody may send anything there."""

from collections.abc import Mapping
from typing import Any

MOST_DIGITS = 9  # what every database's integer holds


def number_in(post: Mapping[str, Any], name: str) -> int:
    """The whole number under a name; 0 where there is none, or a longer one than any of ours."""
    typed = str(post.get(name, ""))
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else 0
