"""The days of a suspension, session by session: pure, without database and calendar.

Durations are whole sessions, two a day; a lunchtime counts as one (domain.md 1.4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from exclusions.suspensions.enums import SESSIONS_OF, DayPart


@dataclass(frozen=True)
class Days:
    """Which part of which day, in the order of the days; a day comes once."""

    parts: tuple[tuple[date, DayPart], ...] = ()

    @classmethod
    def of(cls, parts: Mapping[date, DayPart] | Iterable[tuple[date, DayPart]]) -> "Days":
        """From days and their parts in any order. Raises ValueError where a day comes twice."""
        pairs = sorted(parts.items() if isinstance(parts, Mapping) else parts)
        if len({day for day, _ in pairs}) != len(pairs):
            raise ValueError("A day comes twice.")
        return cls(tuple(pairs))

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "Days":
        """From what `as_json` gave: {"2026-11-23": "day", "2026-11-24": "am"}."""
        return cls.of((date.fromisoformat(day), DayPart(part)) for day, part in stored.items())

    def as_json(self) -> dict[str, str]:
        return {day.isoformat(): part.value for day, part in self.parts}

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def first(self) -> date:
        return self.parts[0][0]

    @property
    def last(self) -> date:
        return self.parts[-1][0]

    @property
    def sessions(self) -> int:
        """How many sessions these days hold."""
        return sum(SESSIONS_OF[part] for _, part in self.parts)

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(day for day, _ in self.parts)

    def within(self, first: date, last: date) -> "Days":
        """The days from `first` to `last`, both included."""
        return Days(tuple((day, part) for day, part in self.parts if first <= day <= last))

    def before(self, day: date) -> "Days":
        """The days before this one: those that were served when the pupil came back on it."""
        return Days(tuple(pair for pair in self.parts if pair[0] < day))

    def clash(self, other: "Days") -> date | None:
        """The first day on which both suspend a pupil from the same session; None where none."""
        theirs = dict(other.parts)
        return next((day for day, part in self.parts if day in theirs and _meet(part, theirs[day])), None)


def _meet(one: DayPart, other: DayPart) -> bool:
    """Whether two parts of a day share a session; a lunchtime lies between the sessions."""
    return one == other or (DayPart.DAY in (one, other))


def in_days(sessions: int) -> str:
    """Sessions in the words of the law: `1 session` is `half a day`, 11 are `5.5 days`."""
    if sessions == 1:
        return "half a day"
    whole, half = divmod(sessions, 2)
    return f"{whole}{'.5' if half else ''} day{'' if sessions == 2 else 's'}"
