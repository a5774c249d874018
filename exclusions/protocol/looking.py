"""What cases of No Need to Exclude add to the authority's list of what is to be looked at (domain.md 5.6)."""

from collections.abc import Callable, Iterator
from datetime import date

from django.utils import timezone

from exclusions.measures.looks.sources import (
    AFTER_WARNING,
    BACK,
    LookSource,
    Seen,
    Warned,
    leavings_of,
    left_since,
    within_days_of,
)
from exclusions.protocol.enums import CaseState
from exclusions.protocol.models import Case
from portal.core.templatetags.portal import plain_date


def _ended_as(code: str, words: str) -> Callable[[date], Iterator[Seen]]:
    """Cases that ended with an outcome."""

    def find(on: date) -> Iterator[Seen]:
        rows = Case.objects.filter(state=CaseState.CLOSED, outcome__code=code, closed_at__date__gte=on - BACK)
        for case in rows.order_by("closed_at", "pk"):
            day = timezone.localdate(case.closed_at)
            why = f"Case {case.reference} ended on {plain_date(day)}: {words}"
            yield Seen(case.reference, case.pupil_id, case.school_id, day, (why,), (case.reference,))

    return find


def _left_while_considered(on: date) -> Iterator[Seen]:
    """Pupils who left a roll within ten school days of a case in which the head considers exclusion."""
    warned: dict[int, list[Warned]] = {}
    rows = Case.objects.filter(head_considering_exclusion=True, opened_at__date__gte=on - BACK)
    for case in rows.order_by("opened_at", "pk"):
        day = timezone.localdate(case.opened_at)
        why = f"Case {case.reference}, opened on {plain_date(day)}: the headteacher considered exclusion"
        warned.setdefault(case.pupil_id, []).append(Warned(day, why, case.reference))
    rows_left = left_since(on).filter(pupil__in=warned)
    yield from within_days_of(leavings_of(rows_left), warned)


SOURCES = (
    LookSource(
        "case_home_educated",
        "Case ended: education at home",
        "The family chose education at home during a case. Was it their own wish? What do they say?",
        _ended_as("EHE", "educated at home"),
    ),
    LookSource(
        "case_moved_out",
        "Case ended: moved away",
        "The pupil moved away or changed school during a case. Where are they now?",
        _ended_as("MOVED_OUT", "moved away or changed school"),
    ),
    LookSource(
        "left_while_considered",
        "Left the roll while exclusion was considered",
        f"The pupil left within {AFTER_WARNING} school days of a case in which exclusion was considered.",
        _left_while_considered,
    ),
)
