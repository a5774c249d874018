"""`record()`: the one way into the audit trail."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.context import origin
from portal.audit.enums import Kind
from portal.audit.models import Event, EventSubject


@transaction.atomic
def record(
    *,
    by: User | AnonymousUser | None,
    kind: Kind,
    verb: str,
    about: Iterable[str] = (),
    capacity: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Event:
    """Write down an act, in the caller's transaction, so that act and record stand or fall together.

    `verb` is `room.verb` ("concern.view"); `about` are references (concern, case, pupil, school URN),
    never names; `detail` may hold field names, counts and states, never what was written about a
    child. `by` is None for the portal's own jobs.
    """
    came_from = origin.get()
    event = Event.objects.create(
        at=timezone.now(),
        actor=by if isinstance(by, User) else None,
        capacity=capacity,
        kind=kind,
        verb=verb,
        reason=reason[:250],
        detail=detail or {},
        ip=came_from.ip,
        request_id=came_from.request_id,
    )
    references = dict.fromkeys(str(reference) for reference in about)
    EventSubject.objects.bulk_create(EventSubject(event=event, reference=r) for r in references)
    return event
