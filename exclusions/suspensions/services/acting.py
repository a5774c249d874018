"""What every verb on a suspension does: lock, check, move, write the step and the audit event."""

from datetime import date
from typing import Any

from django.utils import timezone

from exclusions.suspensions.enums import State
from exclusions.suspensions.models import Step, Suspension
from exclusions.suspensions.workflow import SUSPENSION
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of
from schools.pupils.services.acting import lock


def locked(suspension: Suspension, verb: str, seen_revision: int) -> Suspension:
    """The record as the database has it, held until the transaction ends.

    Raises WrongState where somebody has changed it since the page was read, or the verb does not fit.
    """
    # The pupil first, as everything that adds up a pupil's records does: nobody waits in a circle.
    lock(suspension.pupil)
    rows = Suspension.objects.select_for_update(of=("self",)).select_related("pupil", "school")
    suspension = rows.get(pk=suspension.pk)
    last = suspension.steps.select_related("by").last()
    if suspension.revision != seen_revision:
        who = f"{last.by} changed it on {moment(last.at)}." if last else "It was changed meanwhile."
        raise WrongState(f"{suspension.reference}: {who} Look at it again, then go on.")
    if not SUSPENSION.allows(verb, suspension.state):
        status = suspension.get_state_display().lower()
        raise WrongState(f"{suspension.reference}: this does not fit, the record says now: {status}.")
    return suspension


def write_step(
    suspension: Suspension,
    verb: str,
    *,
    by: User,
    on: date | None = None,
    note: str = "",
    detail: dict[str, Any] | None = None,
    after: str = "",
    takes_back: Step | None = None,
) -> Step:
    """Add the step, move the record to `after` (as it is where empty), count the change, audit it.

    Saves `state`, `back_on` and the revision; other columns are the caller's to save.
    """
    before, suspension.state = suspension.state, after or suspension.state
    suspension.revision += 1
    suspension.save(update_fields=["state", "back_on", "revision", "changed_at"])
    capacity = standing_of(by).capacity(suspension.school_id)
    step = Step.objects.create(
        suspension=suspension,
        number=suspension.steps.count() + 1,
        verb=verb,
        on=on,
        detail=detail or {},
        note=note,
        before=before,
        after=suspension.state,
        takes_back=takes_back,
        by=by,
        capacity=capacity,
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"suspension.{verb}",
        about=about(suspension),
        capacity=capacity,
        detail={"before": before, "after": suspension.state},
    )
    return step


def about(suspension: Suspension) -> list[str]:
    """The references an audit event about the record names."""
    return [suspension.reference, suspension.pupil.reference]


def first_step(suspension: Suspension, *, by: User, at: Any = None) -> Step:
    """The recording itself, as the first line of its history."""
    return Step.objects.create(
        suspension=suspension,
        number=1,
        verb="record",
        on=suspension.starts_on,
        before="",
        after=State.RECORDED,
        by=by,
        capacity=suspension.recorded_as,
        at=at or timezone.now(),
    )
