"""What happened beside suspension in a year: counts for the board, without any child (domain.md 4.4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from exclusions.measures.enums import State
from exclusions.measures.models import Direction, Meeting, Move, Separation, Timetable
from exclusions.measures.timetables.rules import LONG as LONG_TIMETABLE
from exclusions.suspensions.enums import State as SuspensionState
from exclusions.suspensions.models import Suspension
from portal.dashboards.rates.linear import Sum, hidden_cells
from portal.dashboards.suppression import is_small
from schools.calendars.arithmetic import academic_year_span
from schools.calendars.services import prepare_calendars

# A school year has 39 weeks in three terms.
A_TERM = timedelta(weeks=13)
# School days after which people are asked to look at a separation (domain.md 1.11).
LONG_SEPARATION = 10
OF_MOVES = {
    State.MOVED: "moves_open",
    State.SUSTAINED: "moves_sustained",
    State.NOT_SUSTAINED: "moves_not_sustained",
}
# What is counted, and the parts that add up to it.
PARTS = {
    "moves": ("moves_sustained", "moves_not_sustained", "moves_open"),
    "directions": ("directions_long", "directions_short"),
    "separations": ("separations_long", "separations_short"),
    "timetables": ("timetables_long", "timetables_short"),
    "meetings": ("meetings_in_time", "meetings_late"),
    "cancelled": (),
}
LABELS = {
    "moves": "Managed moves made",
    "moves_sustained": "of them sustained at 12 weeks",
    "moves_not_sustained": "of them not sustained",
    "moves_open": "of them not yet 12 weeks old, or not looked at",
    "directions": "Off-site directions begun",
    "directions_long": "of them longer than a term (13 weeks)",
    "directions_short": "of them up to a term",
    "separations": "Safeguarding separations begun",
    "separations_long": "of them longer than 10 school days",
    "separations_short": "of them up to 10 school days",
    "timetables": "Part-time timetables begun",
    "timetables_long": "of them longer than 6 weeks",
    "timetables_short": "of them up to 6 weeks",
    "meetings": "Reintegration meetings held",
    "meetings_in_time": "of them within 1 school day of the return",
    "meetings_late": "of them later",
    "cancelled": "Suspensions and permanent exclusions cancelled",
}
Shown = dict[str, int | None]


@dataclass(frozen=True)
class Around:
    """Counts by name, None where they may not be shown: of the authority, and of each school with any."""

    totals: Shown
    schools: dict[int, Shown]


def count_around(year: int, today: date) -> Around:
    """One academic year. A fixed number of queries, however much there is."""
    numbers = _by_school(year, today)
    totals: Counter[str] = Counter()
    for counted in numbers.values():
        totals.update(counted)
    cells: dict[Any, int] = {(None, name): totals[name] for name in LABELS}
    cells |= {(school, name): counted[name] for school, counted in numbers.items() for name in LABELS}
    hidden = hidden_cells(cells, _sums(numbers), {key for key, n in cells.items() if is_small(n)})

    def shown(school: int | None) -> Shown:
        return {name: None if (school, name) in hidden else cells.get((school, name), 0) for name in LABELS}

    return Around(shown(None), {school: shown(school) for school in numbers})


def _sums(numbers: Mapping[int, Counter[str]]) -> list[Sum]:
    """Parts add up to what they are part of, at each school and in all; schools to the authority."""
    wholes = [(whole, parts) for whole, parts in PARTS.items() if parts]
    found = [
        Sum((school, whole), tuple((school, part) for part in parts))
        for school in (None, *numbers)
        for whole, parts in wholes
    ]
    return found + [Sum((None, name), tuple((school, name) for school in numbers)) for name in LABELS]


def _by_school(year: int, today: date) -> dict[int, Counter[str]]:
    first, last = academic_year_span(year)
    begun = {"starts_on__gte": first, "starts_on__lte": min(last, today)}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for school, state in Move.objects.filter(state__in=OF_MOVES, **begun).values_list("school", "state"):
        _count(found[school], "moves", OF_MOVES[State(state)])
    for school, starts_on, until in _spans(Direction, begun, today):
        _count_long(found[school], "directions", until - starts_on >= A_TERM)
    for school, starts_on, until in _spans(Timetable, begun, today):
        _count_long(found[school], "timetables", until - starts_on > LONG_TIMETABLE)
    for school, is_long in _separations(begun, today):
        _count_long(found[school], "separations", is_long)
    meetings = Meeting.objects.standing().filter(**begun)
    in_time = meetings.annotate(in_time=Q(due_on=None) | Q(starts_on__lte=F("due_on")))
    for school, is_in_time in in_time.values_list("school", "in_time"):
        _count(found[school], "meetings", "meetings_in_time" if is_in_time else "meetings_late")
    cancelled = Suspension.objects.filter(
        state=SuspensionState.CANCELLED, starts_on__gte=first, starts_on__lte=last
    )
    for school in cancelled.values_list("school", flat=True):
        _count(found[school], "cancelled")
    return dict(found)


def _count(counted: Counter[str], *names: str) -> None:
    counted.update(names)


def _count_long(counted: Counter[str], name: str, is_long: bool) -> None:
    _count(counted, name, f"{name}_{'long' if is_long else 'short'}")


def _spans(model: Any, begun: dict[str, Any], today: date) -> Iterable[tuple[int, date, date]]:
    """School, first day, and the last: the planned one where it goes on, today where that is to come."""
    until = Least(Coalesce("ended_on", "planned_end_on", today), today)
    rows: Iterable[tuple[int, date, date]] = (
        model.objects.standing().filter(**begun).values_list("school", "starts_on", until)
    )
    return rows


def _separations(begun: dict[str, Any], today: date) -> Iterable[tuple[int, bool]]:
    """School, and whether it lasted longer than the school days after which people are asked to look."""
    spans = list(_spans(Separation, begun, today))
    calendars = prepare_calendars({school for school, _, _ in spans})
    for school, starts_on, until in spans:
        calendar = calendars[school]
        yield school, calendar.add(calendar.add(starts_on, 0).on, LONG_SEPARATION).on <= until
