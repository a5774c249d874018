"""What people type when they look for a pupil: words of a name, a date of birth, a UPN or a reference."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# 14/3/2013, 14.03.13, 14 3 2013 and 2013-03-14.
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Sought:
    """What was typed, taken apart."""

    words: tuple[str, ...] = ()
    born_on: date | None = None
    is_impossible: bool = False


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name for comparison: lower case, without accents, each part after one space: ` zoe smith jones`.

    A search for a word is then a search for ` word`, on every database alike.
    """
    flat = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN_LETTERS))
    letters = "".join(c for c in flat if not unicodedata.combining(c) and c not in "'’ʼ`´")
    return "".join(f" {part}" for part in re.split(r"[\s\-‐‑–]+", letters) if part)


def sought(typed: str) -> Sought:
    """Take apart what was typed. A date that cannot be matches nobody, rather than everybody."""
    text = typed.replace("\x00", " ")[:LONGEST_SEARCH]
    for pattern, order in ((YEAR_FIRST, (0, 1, 2)), (DAY_FIRST, (2, 1, 0))):
        found = pattern.search(text)
        if found is not None:
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            born_on = _day(*(int(found.groups()[i]) for i in order))
            return Sought(tuple(rest.split()), born_on, is_impossible=born_on is None)
    return Sought(tuple(text.split()))


def _day(year: int, month: int, day: int) -> date | None:
    # No pupil of this century is old enough for two digits to be ambiguous.
    century = 2000 if year < 100 else 0
    try:
        return date(year + century, month, day)
    except ValueError:
        return None
