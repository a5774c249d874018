"""Concerns that a link social worker has taken, as work that is handed over when they go."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from exclusions.concerns import conditions
from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, Entry
from exclusions.concerns.services.acting import about, locked
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from schools.links.standing import standing_of
from schools.links.work import WorkKind


def _open() -> QuerySet[Concern]:
    """Sealed ones stay with those whom they name: nobody hands over what they may not know of."""
    return Concern.objects.unsealed().open()


def _late(on: date) -> Q:
    return conditions.overdue(on)


@transaction.atomic
def hand_over_concerns(rows: Iterable[Concern], to: User, by: User) -> list[tuple[str, str]]:
    """Somebody else has these concerns from now on; the timeline says so. Gives references and paths."""
    return [_hand_over(locked(concern), to, by) for concern in rows]


def _hand_over(concern: Concern, to: User, by: User) -> tuple[str, str]:
    before, concern.taken_by = concern.taken_by, to
    concern.version += 1
    concern.save(update_fields=["taken_by", "version", "changed_at"])
    capacity = standing_of(by).capacity(concern.school_id)
    Entry.objects.create(
        concern=concern,
        kind=EntryKind.STATUS,
        verb="hand_over",
        author=by,
        capacity=capacity,
        at=timezone.now(),
        body=f"{to.name} has it now.",
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="concern.hand_over",
        about=about(concern),
        capacity=capacity,
        detail={"from": before.reference if before else "", "to": to.reference},
    )
    return concern.reference, concern.get_absolute_url()


CONCERNS = WorkKind("concerns", "open concern", Power.TRIAGE, "taken_by", _open, _late, hand_over_concerns)
