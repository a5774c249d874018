"""Meetings that a person chairs, as work that is handed over when they go."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from exclusions.meetings.models import Meeting
from exclusions.meetings.services.locking import lock, save
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.work import WorkKind


def _open() -> QuerySet[Meeting]:
    return Meeting.objects.open()


def _late(on: object) -> Q:
    """Fixed for a moment that has passed, its minutes not finished."""
    return Q(starts_at__lt=timezone.now())


@transaction.atomic
def hand_over_meetings(rows: Iterable[Meeting], to: User, by: User) -> list[tuple[str, str]]:
    """Somebody else chairs these from now on. Gives references and paths; the caller tells them."""
    found = []
    for row in list(rows):
        meeting = lock(row, "change")
        meeting.chair = to
        save(meeting, "hand_over", by)
        found.append((meeting.reference, meeting.get_absolute_url()))
    return found


MEETINGS = WorkKind(
    "meetings", "meeting to chair", Power.WORK_CASES, "chair", _open, _late, hand_over_meetings
)
