"""What every verb on a measure does: lock, check, move, write the step and the audit event."""

from datetime import date
from typing import Any

from django.db.models import Model

from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureStep
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of
from schools.pupils.services.acting import lock
from schools.register.models import School


def locked(measure: Measure, seen_revision: int) -> Any:
    """The measure of its own kind as the database has it, held until the transaction ends.

    Raises WrongState where somebody has changed it since the page was read.
    """
    # The pupil first, as everything that compares a pupil's records does: nobody waits in a circle.
    lock(measure.pupil)
    Measure.objects.select_for_update().get(pk=measure.pk)
    rows = spec_of(measure).model.objects.select_related("pupil", "school", "to_school")
    measure = rows.get(pk=measure.pk)
    if measure.revision != seen_revision:
        last = measure.steps.select_related("by").last()
        who = f"{last.by} changed it on {moment(last.at)}." if last else "It was changed meanwhile."
        raise WrongState(f"{measure.reference}: {who} Look at it again, then go on.")
    return measure


def write_step(
    measure: Measure,
    verb: str,
    *,
    by: User,
    on: date,
    note: str = "",
    detail: dict[str, Any] | None = None,
    after: str = "",
) -> MeasureStep:
    """Add the step, move the measure to `after` (as it is where empty), count the change, audit it.

    Saves every column of the measure.
    """
    before, measure.state = measure.state, after or measure.state
    measure.revision += 1
    measure.save()
    capacity = standing_of(by).capacity(measure.school_id) or standing_of(by).capacity()
    step = MeasureStep.objects.create(
        measure_id=measure.pk,
        number=measure.steps.count() + 1,
        verb=verb,
        on=on,
        detail=detail or {},
        note=note,
        before=before,
        after=measure.state,
        by=by,
        capacity=capacity,
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"{measure.kind}.{verb}",
        about=about(measure),
        capacity=capacity,
        detail={"before": before, "after": measure.state},
    )
    return step


def about(measure: Measure) -> list[str]:
    """The references an audit event about the measure names."""
    return [measure.reference, measure.pupil.reference]


def plain(value: Any) -> Any:
    """As JSON: days and times as ISO text, a school by its name, another record by its reference."""
    if isinstance(value, School):
        return value.name
    if isinstance(value, Model):
        return value.reference  # type: ignore[attr-defined]
    return value.isoformat() if hasattr(value, "isoformat") else value
