"""Small numbers are not shown (domain.md 4.5).

A count from 1 to the threshold - 1 is hidden. What else must be, so that no hidden count can be had from the
totals beside it, is found in `protection`.
"""

from django.conf import settings

SYMBOL = "c"
# A percentage of fewer than this many says too much about each (domain.md 4.5).
SMALLEST_DENOMINATOR = 10


def is_small(count: int) -> bool:
    """Whether a count is too small to be shown."""
    return 0 < count < settings.BOARD_SUPPRESS_BELOW


def percentage(part: int, whole: int) -> int | None:
    """Whole per cent; None where the whole is too small, or either side of the part is."""
    if whole < SMALLEST_DENOMINATOR or is_small(part) or is_small(whole - part):
        return None
    return round(100 * part / whole)


def in_words(count: int | float | str | None, unit: str = "") -> str:
    """A figure as it stands in a table: `c` where it is hidden, a rate with two decimal places."""
    if count is None:
        return SYMBOL
    if isinstance(count, str):
        return count
    return f"{count:,.2f}{unit}" if isinstance(count, float) else f"{count:,}{unit}"
