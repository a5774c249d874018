"""Follow-ups that a person owes, as work that is handed over when they go."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from linkworkers.diary.models import DiaryEntry
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from schools.links.standing import standing_of
from schools.links.work import WorkKind


def _open() -> QuerySet[DiaryEntry]:
    return DiaryEntry.objects.to_follow_up()


def _late(on: date) -> Q:
    return Q(follow_up_by__lt=on)


@transaction.atomic
def hand_over_follow_ups(rows: Iterable[DiaryEntry], to: User, by: User) -> list[tuple[str, str]]:
    """Somebody else follows these up from now on. Gives references and paths."""
    entries = list(rows)
    for entry in entries:
        entry.follow_up_with = to
        entry.save(update_fields=["follow_up_with"])
        record(
            by=by,
            kind=Kind.CHANGE,
            verb="diary.hand_over",
            about=[entry.reference, to.reference],
            capacity=standing_of(by).capacity(entry.school_id),
        )
    return [(entry.reference, entry.get_absolute_url()) for entry in entries]


FOLLOW_UPS = WorkKind(
    "follow_ups", "follow-up", Power.KEEP_DIARY, "follow_up_with", _open, _late, hand_over_follow_ups
)
