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
    stages = list(Stage.objects.select_related("version").order_by("-version__number", "number"))
    counts = _counts(rows, {stage.pk: stage.code for stage in stages}, today)
    names = _names(stages, set(counts))
    cards = _cards(rows, today)
    if chosen not in names:
        chosen = next((code for code in names if code in counts), next(iter(names), ""))
    return [
        Column(code, name, *counts.get(code, (0, 0)), cards[code][:MOST], code == chosen)
        for code, name in names.items()
    ]


def _counts(rows: CaseQuerySet, codes: dict[int, str], today: date) -> dict[str, tuple[int, int]]:
    """Open and late cases by the code of their stage, whatever version it is of."""
    counted = rows.order_by().values_list("stage")
    found: dict[str, tuple[int, int]] = {}
    for stage, n, overdue in counted.annotate(n=Count("pk"), late=Count("pk", filter=late(today))):
        before = found.get(codes[stage], (0, 0))
        found[codes[stage]] = (before[0] + n, before[1] + overdue)
    return found


def _names(stages: list[Stage], used: set[str]) -> dict[str, str]:
    """Of stages, those of the newest protocol first: code and name of those that have a column, in order."""
    published = [stage for stage in stages if stage.version.published_at]
    last = published[0].version_id if published else None
    # By their place in the newest protocol that has them.
    places: dict[str, tuple[int, str]] = {}
    for stage in published:
        if stage.version_id == last or stage.code in used:
            places.setdefault(stage.code, (stage.number, stage.name))
    return {code: name for code, (_, name) in sorted(places.items(), key=lambda item: item[1][0])}


def _cards(rows: CaseQuerySet, today: date) -> dict[str, list[Card]]:
    """By code the cases that are due first: of each stage so many, so that a code has at least as many."""
    place = Window(RowNumber(), partition_by=F("stage"), order_by=(F("due_on").asc(), F("pk").asc()))
    first = rows.order_by().annotate(place=place).filter(place__lte=MOST).values_list("pk", flat=True)
    cases = list(
        Case.objects.filter(pk__in=list(first))
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
