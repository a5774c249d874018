"""What a school's safeguarding file about a pupil holds: rooms above say how to count their records."""

from collections.abc import Callable
from dataclasses import dataclass

from schools.pupils.models import Pupil
from schools.register.models import School


@dataclass(frozen=True)
class Holding:
    """Records of one kind. `count` says how many the school holds; `is_open` whether any is still open."""

    words: str
    count: Callable[[Pupil, School], int]
    is_open: Callable[[Pupil, School], bool] | None = None


_holdings: list[Holding] = []


def register(*holdings: Holding) -> None:
    """Add kinds of records. Called once at start-up by each room."""
    known = {holding.words for holding in _holdings}
    _holdings.extend(holding for holding in holdings if holding.words not in known)


def held(pupil: Pupil, school: School) -> dict[str, int]:
    """How many records of each kind a school holds about a pupil, by words."""
    return {holding.words: holding.count(pupil, school) for holding in _holdings}


def open_work(pupil: Pupil, school: School) -> list[str]:
    """The kinds of which something is still open at the school."""
    return [holding.words for holding in _holdings if holding.is_open and holding.is_open(pupil, school)]


def held_everywhere(pupil: Pupil) -> dict[str, int]:
    """How many records of each kind there are about this very record, at the schools it is or was on roll at.

    Numbers only: they tell which of two records of a child has more to it.
    """
    schools = School.objects.filter(enrolments__pupil=pupil).distinct()
    found: dict[str, int] = {}
    for school in schools:
        for words, number in held(pupil, school).items():
            found[words] = found.get(words, 0) + number
    return found
