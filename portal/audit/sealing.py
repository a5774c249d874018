"""The hash chain over the audit trail: sealing it, and checking that nobody has touched it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.audit.models import Event, Seal

# A transaction that began before a seal may still commit an earlier event: leave the newest alone.
SETTLED_AFTER = timedelta(minutes=30)
BATCH = 5_000


def _digest(previous: str, events: Iterable[Event]) -> tuple[str, int]:
    sha, count = hashlib.sha256(previous.encode()), 0
    for event in events:
        row = [
            event.pk,
            event.at.isoformat(),
            event.actor_id,
            event.capacity,
            event.kind,
            event.verb,
            event.reason,
            event.detail,
            event.ip,
            event.request_id,
            sorted(subject.reference for subject in event.subjects.all()),
        ]
        sha.update(json.dumps(row, sort_keys=True).encode())
        count += 1
    return sha.hexdigest(), count


def _events(first: int, last: int) -> QuerySet[Event]:
    return Event.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").prefetch_related("subjects")


@transaction.atomic
def seal_events() -> int:
    """Chain every settled event that no seal covers yet. Gives back how many were sealed."""
    sealed = 0
    while True:
        previous = Seal.objects.order_by("-pk").first()
        start = previous.last_event + 1 if previous else 1
        settled = Event.objects.filter(pk__gte=start, at__lt=timezone.now() - SETTLED_AFTER)
        ids = list(settled.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return sealed
        digest, count = _digest(previous.digest if previous else "", _events(start, ids[-1]))
        Seal.objects.create(
            sealed_at=timezone.now(), first_event=start, last_event=ids[-1], count=count, digest=digest
        )
        sealed += count


def broken_seals() -> list[Seal]:
    """Seals whose events are no longer what was sealed: changed, removed or slipped in later."""
    broken, previous = [], ""
    for seal in Seal.objects.order_by("pk").iterator():
        digest, count = _digest(previous, _events(seal.first_event, seal.last_event).iterator(BATCH))
        if (digest, count) != (seal.digest, seal.count):
            broken.append(seal)
        previous = seal.digest
    return broken
