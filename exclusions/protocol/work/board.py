"""Open cases by stage: a column for each stage, the cases due first in it, and how many there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from exclusions.protocol.models import Case, CaseQuerySet, Stage, late
from schools.calendars.services import prepare_calendars
from schools.calendars.words import days_left

# A column shows so many; its number leads to all.
MOST = 8


@dataclass(frozen=True)
class Card:
    case: Case
    words: str
    is_late: bool


@dataclass(frozen=True)
class Column:
    code: str
    name: str
    count: int
    late: int
    cards: list[Card]
    is_chosen: bool = False


def columns(rows: CaseQuerySet, chosen: str = "") -> list[Column]:
    """The columns of a board of these open cases, in the order of the protocol, in four queries.

    Stages of the newest protocol always have theirs; those of older ones only while cases stand in them.
    `chosen` names the one that a narrow screen shows; else the first with something in it.
    """
    today = timezone.localdate()
    rows = rows.open()
    counts = _counts(rows, today)
    names = _names(set(counts))
    cards = _cards(rows, today)
    if chosen not in names:
        chosen = next((code for code in names if code in counts), next(iter(names), ""))
    return [
        Column(code, name, *counts.get(code, (0, 0)), cards[code], code == chosen)
        for code, name in names.items()
    ]


def _counts(rows: CaseQuerySet, today: date) -> dict[str, tuple[int, int]]:
    counted = rows.order_by().values_list("stage__code")
    found = counted.annotate(n=Count("pk"), late=Count("pk", filter=late(today)))
    return {code: (n, overdue) for code, n, overdue in found}


def _names(used: set[str]) -> dict[str, str]:
    newest = Stage.objects.exclude(version__published_at=None).order_by("-version__number", "number")
    found = list(newest.values_list("code", "name", "number", "version__number"))
    last = found[0][3] if found else 0
    shown = [row for row in found if row[3] == last or row[0] in used]
    # By their place in the newest protocol that has them.
    places: dict[str, tuple[int, str]] = {}
    for code, name, number, _ in shown:
        places.setdefault(code, (number, name))
    return {code: name for code, (_, name) in sorted(places.items(), key=lambda item: item[1][0])}


def _cards(rows: CaseQuerySet, today: date) -> dict[str, list[Card]]:
    place = Window(RowNumber(), partition_by=F("stage__code"), order_by=(F("due_on").asc(), F("pk").asc()))
    first = rows.order_by().annotate(place=place).filter(place__lte=MOST).values("pk")
    cases = list(
        Case.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
        .select_related("pupil", "school", "stage", "lead")
        .order_by("due_on", "pk")
    )
    calendars = prepare_calendars(case.school_id for case in cases)
    found: dict[str, list[Card]] = defaultdict(list)
    for case in cases:
        if case.due_on:
            words = days_left(case.due_on, today, calendars[case.school_id])
            found[case.stage.code].append(Card(case, words, case.due_on < today and not case.is_paused))
    return found
