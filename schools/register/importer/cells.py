"""What a cell of the register means. Each function takes its text and gives a value, or raises ValueError.

The error's text is the reason a person reads beside row and column (domain.md 3.1). A register has a
million cells, so each function settles the plain case before it looks closer.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

# How the register says that it has no value.
MISSING = frozenset({"", "not applicable", "not-applicable", "does not apply", "none", "not recorded", "n/a"})
# What a cell without a value becomes.
NOTHING = (None, "")
LONGEST_MISSING = max(map(len, MISSING))
DATE = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", re.ASCII)
# http:/x, http//x, http;//x, https:x: schemes as people type them.
SCHEME = re.compile(r"(https?)(?:[:;]\s*/*|//+)\s*", re.IGNORECASE)
ADDRESS = re.compile(
    r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}\.?(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


def is_missing(cell: str) -> bool:
    tidy = cell.strip()
    return len(tidy) <= LONGEST_MISSING and tidy.casefold() in MISSING


def text(longest: int) -> Callable[[str], str]:
    """Text of at most `longest` characters on one line; empty where the register has no value."""

    def read(cell: str) -> str:
        tidy = " ".join(cell.split())
        if len(tidy) <= LONGEST_MISSING and tidy.casefold() in MISSING:
            return ""
        if not tidy.isprintable() and any(character < " " or character == "\x7f" for character in tidy):
            raise ValueError("holds characters that are not text")
        if len(tidy) > longest:
            raise ValueError(f"is longer than {longest} characters")
        return tidy

    return read


def whole(most: int, least: int = 0) -> Callable[[str], int | None]:
    """A whole number; None where the register has no value. `02` and `2` are the same."""

    def read(cell: str) -> int | None:
        tidy = cell.strip()
        # isdecimal alone lets in digits of other scripts; int() of a very long text is slow.
        if not (tidy.isdecimal() and tidy.isascii() and len(tidy) <= 12):
            if is_missing(tidy):
                return None
            raise ValueError(f'"{tidy[:40]}" is not a whole number')
        number = int(tidy)
        if not least <= number <= most:
            raise ValueError(f"{number} is not between {least} and {most}")
        return number

    return read


def needed(read: Callable[[str], int | str | None]) -> Callable[[str], int | str]:
    """The same value, but it must be there."""

    def read_needed(cell: str) -> int | str:
        value = read(cell)
        if value in NOTHING:
            raise ValueError("is empty")
        return value

    return read_needed


def known(codes: Iterable[int]) -> Callable[[str], int | None]:
    """One of these codes, of two digits at most; None where it is another, or the register has no value."""
    known_codes = frozenset(codes)
    read = whole(99)

    def read_known(cell: str) -> int | None:
        code = read(cell)
        return code if code in known_codes else None

    return read_known


def day(cell: str) -> date | None:
    """`31-08-2024` or `31/08/2024`; None where the register has no value."""
    tidy = cell.strip()
    match = DATE.fullmatch(tidy)
    if match is None:
        if is_missing(tidy):
            return None
        raise ValueError(f'"{tidy[:40]}" is not a date like 31-08-2024')
    try:
        return date(int(match[4]), int(match[3]), int(match[1]))
    except ValueError:
        raise ValueError(f'"{tidy}" is not a day of the calendar') from None


def phone(cell: str) -> str:
    """A phone number; the leading 0 that spreadsheets drop is put back. Empty where it is no number."""
    tidy = " ".join(cell.split())
    digits = sum(map(str.isdigit, tidy))
    if digits < 5 or len(tidy) > 30 or not tidy.isprintable():
        return ""
    dropped = digits in (9, 10) and tidy[0] in "123456789"
    return f"0{tidy}" if dropped else tidy


def postcode(cell: str) -> str:
    """A postcode as it stands in the register; empty where it is too long to be one."""
    tidy = "" if is_missing(cell) else " ".join(cell.split()).upper()
    return tidy if len(tidy) <= 10 and tidy.isprintable() else ""


def website(cell: str) -> str:
    """A web address with its scheme; empty where it cannot be one. Never anything but http and https."""
    tidy = cell.strip()
    scheme = SCHEME.match(tidy)
    address = tidy[scheme.end() :] if scheme else tidy
    whole_address = f"{scheme[1].lower() if scheme else 'http'}://{address}"
    usable = ADDRESS.fullmatch(address) and len(whole_address) <= 250 and address.isprintable()
    return whole_address if usable else ""


class Remembered(dict[str, Any]):
    """What a function made of the cells it has seen: most columns of a register repeat a few texts.

    Bounded, so that a column of names fills no memory.
    """

    MOST = 10_000

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: str) -> Any:
        value = self.read(cell)
        if len(self) < self.MOST:
            self[cell] = value
        return value
