"""What a cell means: each reader takes its text and gives a value, or raises ValueError.

The error's text is the reason a person reads beside row and column: `"31/02/2014" is not a day of the
calendar`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

Reads = Callable[[str], Any]
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
MONTH_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y")
UNREADABLE = "\ufffd"
YES, NO = frozenset({"yes", "y", "true", "1", "t"}), frozenset({"no", "n", "false", "0", "f", ""})


def text(longest: int) -> Reads:
    """Text of at most `longest` characters on one line."""

    def read(cell: str) -> str:
        tidy = " ".join(cell.split())
        if UNREADABLE in tidy:
            raise ValueError("holds a character that could not be read: save the file as CSV (UTF-8)")
        if any(character < " " or character == "\x7f" for character in tidy):
            raise ValueError("holds characters that are not text")
        if len(tidy) > longest:
            raise ValueError(f"is longer than {longest} characters")
        return tidy

    return read


def day(cell: str) -> date | None:
    """A day as people and spreadsheets write it, day before month; None where the cell is empty."""
    tidy = " ".join(cell.split())
    if not tidy:
        return None
    parts = _parts(tidy)
    if parts is None:
        raise ValueError(f'"{tidy[:40]}" is not a date like 23/11/2026')
    try:
        return date(*parts)
    except ValueError:
        raise ValueError(f'"{tidy[:40]}" is not a day of the calendar') from None


def _parts(tidy: str) -> tuple[int, int, int] | None:
    if match := DAY_FIRST.fullmatch(tidy):
        return int(match[3]), int(match[2]), int(match[1])
    if match := YEAR_FIRST.fullmatch(tidy):
        return int(match[1]), int(match[2]), int(match[3])
    for form in MONTH_IN_WORDS:
        try:
            found = datetime.strptime(tidy, form)  # noqa: DTZ007 -- a day, not a moment
        except ValueError:
            continue
        return found.year, found.month, found.day
    return None


def whole(most: int, least: int = 0) -> Reads:
    """A whole number; None where the cell is empty."""

    def read(cell: str) -> int | None:
        tidy = cell.strip()
        if not tidy:
            return None
        # isdecimal alone lets in digits of other scripts; int() of a very long text is slow.
        if not (tidy.isdecimal() and tidy.isascii() and len(tidy) <= 12):
            raise ValueError(f'"{tidy[:40]}" is not a whole number')
        number = int(tidy)
        if not least <= number <= most:
            raise ValueError(f"{number} is not between {least} and {most}")
        return number

    return read


def yes_no(cell: str) -> bool:
    """Yes or no in the ways that systems write them; an empty cell is no."""
    tidy = cell.strip().casefold()
    if tidy in YES:
        return True
    if tidy in NO:
        return False
    raise ValueError(f'"{cell.strip()[:40]}" is neither yes nor no')


def choice(codes: Mapping[str, str]) -> Reads:
    """A code of a code set, given as the code or in its words; an empty text where the cell is empty."""
    known = {label.casefold(): code for code, label in codes.items()}
    known |= {code.casefold(): code for code in codes}

    def read(cell: str) -> str:
        tidy = " ".join(cell.split())
        if not tidy:
            return ""
        if tidy.casefold() not in known:
            few = ", ".join([*list(codes)[:12], *(["…"] if len(codes) > 12 else [])])
            raise ValueError(f'"{tidy[:40]}" is not a code known here ({few})')
        return known[tidy.casefold()]

    return read
