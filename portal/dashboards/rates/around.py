"""What happened beside suspension in a year: counts for the board, without any child (domain.md 4.4)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, Least

from exclusions.measures.enums import State
from exclusions.measures.models import Direction, Meeting, Move, Separation, Timetable
from exclusions.suspensions.enums import State as SuspensionState
from exclusions.suspensions.models import Suspension
from portal.dashboards.rates.linear import Sum, hidden_cells
from portal.dashboards.suppression import is_small
from schools.calendars.arithmetic import academic_year_span

# A school year has 39 weeks in three terms.
A_TERM = timedelta(weeks=13)
MOVED = (State.MOVED, State.SUSTAINED, State.NOT_SUSTAINED)
LABELS = {
    "moves": "Managed moves made",
    "moves_sustained": "of them sustained at 12 weeks",
    "moves_not_sustained": "of them not sustained",
    "moves_open": "of them not yet 12 weeks old, or not looked at",
    "directions": "Off-site directions begun",
    "directions_long": "of them longer than a term (13 weeks)",
    "directions_short": "of them up to a term",
    "separations": "Safeguarding separations begun",
    "timetables": "Part-time timetables begun",
    "meetings": "Reintegration meetings held",
    "meetings_in_time": "of them within 1 school day of the return",
    "meetings_late": "of them later",
    "cancelled": "Suspensions and permanent exclusions cancelled",
}
SUMS = (
    Sum("moves", ("moves_sustained", "moves_not_sustained", "moves_open")),
    Sum("directions", ("directions_long", "directions_short")),
    Sum("meetings", ("meetings_in_time", "meetings_late")),
)


def count_around(year: int, today: date) -> dict[str, int | None]:
    """Counts by name, None where they may not be shown. Six queries, however much there is."""
    first, last = academic_year_span(year)
    begun = {"starts_on__gte": first, "starts_on__lte": min(last, today)}
    numbers = (
        _moves(begun)
        | _directions(begun, today)
        | _meetings(begun)
        | {
            "separations": Separation.objects.standing().filter(**begun).count(),
            "timetables": Timetable.objects.standing().filter(**begun).count(),
            "cancelled": Suspension.objects.filter(
                state=SuspensionState.CANCELLED, starts_on__gte=first, starts_on__lte=last
            ).count(),
        }
    )
    hidden = hidden_cells(numbers, SUMS, {name for name, number in numbers.items() if is_small(number)})
    return {name: None if name in hidden else numbers[name] for name in LABELS}


def _moves(begun: dict[str, Any]) -> dict[str, int]:
    rows = Move.objects.filter(state__in=MOVED, **begun)
    return rows.aggregate(
        moves=Count("pk"),
        moves_sustained=Count("pk", filter=Q(state=State.SUSTAINED)),
        moves_not_sustained=Count("pk", filter=Q(state=State.NOT_SUSTAINED)),
        moves_open=Count("pk", filter=Q(state=State.MOVED)),
    )


def _directions(begun: dict[str, Any], today: date) -> dict[str, int]:
    """Long is what has lasted more than a term until its last day, or until today."""
    rows = Direction.objects.standing().filter(**begun)
    spans = rows.values_list("starts_on", Least(Coalesce("ended_on", "planned_end_on"), today))
    long = sum(last - first >= A_TERM for first, last in spans)
    return {"directions": len(spans), "directions_long": long, "directions_short": len(spans) - long}


def _meetings(begun: dict[str, Any]) -> dict[str, int]:
    rows = Meeting.objects.standing().filter(**begun)
    in_time = Q(due_on=None) | Q(starts_on__lte=F("due_on"))
    return rows.aggregate(
        meetings=Count("pk"),
        meetings_in_time=Count("pk", filter=in_time),
        meetings_late=Count("pk", filter=~in_time),
    )
