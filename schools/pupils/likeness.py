"""Which records look like one child: pure. By names and dates of birth as they are typed wrongly, never more.

Twins share a surname and a date of birth; they resemble nobody here, since their forenames differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from schools.pupils.words import fold

# A shorter name is too short to be a slip of a longer one.
SHORTEST = 3
SHORTEST_WITH_SLIP = 4


@dataclass(frozen=True)
class Record:
    """What is compared. Names are folded: capitals, accents and hyphens do not matter."""

    pk: int
    forename: str
    surname: str
    preferred: str
    born_on: date

    @classmethod
    def of(cls, pk: int, forename: str, surname: str, preferred: str, born_on: date) -> "Record":
        return cls(pk, fold(forename).strip(), fold(surname).strip(), fold(preferred).strip(), born_on)


def alike(records: Iterable[Record]) -> Iterator[tuple[Record, Record, str]]:
    """Pairs that look like one child, the older record first, with the reason in words.

    One pass: only records with the same date of birth, or the very same names, are held against each other.
    """
    by_day: dict[date, list[Record]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        by_day[record.born_on].append(record)
        by_name[record.forename, record.surname].append(record)
    for group in by_day.values():
        for one, other in _pairs(group):
            if reason := _names_alike(one, other):
                yield one, other, reason
    for group in by_name.values():
        for one, other in _pairs(group):
            if one.born_on != other.born_on and _days_alike(one.born_on, other.born_on):
                yield one, other, "Same names, and dates of birth that one slip would explain"


def _pairs(group: list[Record]) -> Iterator[tuple[Record, Record]]:
    return combinations(sorted(group, key=lambda record: record.pk), 2)


def _names_alike(one: Record, other: Record) -> str:
    """Why two records with the same date of birth look alike; empty where they do not."""
    same_surname = one.surname == other.surname
    if same_surname and one.forename == other.forename:
        return "Same names and date of birth"
    if one.forename == other.surname and one.surname == other.forename:
        return "Same date of birth, forename and surname swapped"
    if same_surname and _forenames_alike(one, other):
        return "Same date of birth and surname, forenames nearly alike"
    if one.forename == other.forename and _surnames_alike(one.surname, other.surname):
        return "Same date of birth and forename, surnames nearly alike"
    return ""


def _forenames_alike(one: Record, other: Record) -> bool:
    """`Sam` and `Samuel`, `Mohamed` and `Mohammed`, or the name by which the other is called."""
    names = [{name for name in (record.forename, record.preferred) if name} for record in (one, other)]
    return bool(names[0] & names[1]) or any(_begins(a, b) or nearly(a, b) for a in names[0] for b in names[1])


def _surnames_alike(one: str, other: str) -> bool:
    """`Smith` and `Smith-Jones`, `Khan` and `Kahn`."""
    return bool(set(one.split()) & set(other.split())) or nearly(one, other)


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and long.startswith(short)


def nearly(one: str, other: str) -> bool:
    """Whether one slip makes one word of the other: a letter more, less, wrong, or two letters swapped."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_WITH_SLIP or len(long) - len(short) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest_same = short[start + 1 :] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return rest_same or (swapped and short[start + 2 :] == long[start + 2 :])


def _days_alike(one: date, other: date) -> bool:
    """Day and month swapped, or one of day, month and year wrong."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum((one.year == other.year, one.month == other.month, one.day == other.day)) == 2
