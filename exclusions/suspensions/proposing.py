"""Which days a suspension covers, as the school's calendar proposes them: pure.

The walk begins on the first day and takes school days until the sessions are used up. A day may be set by
hand (the pupil was due for the morning only, or not at all): the walk then goes on further, so that the
length stays what the headteacher decided.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import SESSIONS_OF, DayPart
from schools.calendars.services import Calendar

ONE_DAY = timedelta(days=1)
WEEKEND = (5, 6)
# No suspension is longer than 45 school days; this many days hold them with every holiday of a year.
LONGEST_WALK = 200
NOT_DUE = "none"


@dataclass(frozen=True)
class ProposedDay:
    """A weekday of the walk: what of it is suspended, None where nothing is, and why."""

    on: date
    part: DayPart | None
    is_open: bool
    is_sure: bool


@dataclass(frozen=True)
class Proposal:
    """The walk. `is_short` where the calendar gave out before the sessions did."""

    days: tuple[ProposedDay, ...]
    is_short: bool

    @property
    def excluded(self) -> Days:
        return Days.of((day.on, day.part) for day in self.days if day.part)

    @property
    def is_estimated(self) -> bool:
        """Whether term dates are missing for one of the days."""
        return not all(day.is_sure for day in self.days)


def propose(
    calendar: Calendar,
    first: date,
    sessions: int,
    *,
    from_afternoon: bool = False,
    lunchtimes: bool = False,
    set_by_hand: Mapping[date, str] | None = None,
) -> Proposal:
    """The days from `first` that hold so many sessions at a school (lunchtimes: so many lunchtimes).

    `set_by_hand` maps days to a DayPart or NOT_DUE; what is neither is passed over.
    """
    by_hand = set_by_hand or {}
    found: list[ProposedDay] = []
    left, on = sessions, first
    for _ in range(LONGEST_WALK):
        if left <= 0:
            break
        if on.weekday() not in WEEKEND:
            day = _day(calendar, on, left, _wanted(on, first, from_afternoon, lunchtimes, by_hand))
            found.append(day)
            left -= SESSIONS_OF[day.part] if day.part else 0
        on += ONE_DAY
    return Proposal(tuple(found), is_short=left > 0)


def _wanted(
    on: date, first: date, from_afternoon: bool, lunchtimes: bool, by_hand: Mapping[date, str]
) -> str:
    """What of a day is suspended if the school is open and there are sessions enough."""
    choices: Collection[str] = (
        {NOT_DUE, DayPart.LUNCHTIME} if lunchtimes else {NOT_DUE, *_HALVES, DayPart.DAY}
    )
    if (chosen := by_hand.get(on)) in choices:
        return str(chosen)
    if lunchtimes:
        return DayPart.LUNCHTIME
    return DayPart.AFTERNOON if on == first and from_afternoon else DayPart.DAY


_HALVES = (DayPart.MORNING, DayPart.AFTERNOON)


def _day(calendar: Calendar, on: date, left: int, wanted: str) -> ProposedDay:
    is_open, is_sure = calendar.is_school_day(on), calendar.is_covered(on)
    if not is_open or wanted == NOT_DUE:
        return ProposedDay(on, None, is_open, is_sure)
    part = DayPart(wanted)
    if part == DayPart.DAY and left == 1:
        part = DayPart.MORNING
    return ProposedDay(on, part, is_open, is_sure)
