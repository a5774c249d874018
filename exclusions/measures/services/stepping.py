"""What happened about a measure: written down by day, with what it changes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureStep
from exclusions.measures.services.acting import locked, plain, write_step
from exclusions.measures.services.telling import tell
from exclusions.measures.services.working_out import work_out
from exclusions.measures.spec import StepSpec
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState


@transaction.atomic
def take_step(
    *,
    measure: Measure,
    verb: str,
    on: date,
    by: User,
    seen_revision: int,
    note: str = "",
    extras: Mapping[str, Any] | None = None,
) -> MeasureStep:
    """Record that something happened on a day, and move the measure on.

    `extras` are the cleaned values of what the step asks besides. Raises WrongState where the measure has
    changed since the page was read or the step does not fit it, Refused where it cannot be, with the reason.
    """
    measure, extras = locked(measure, seen_revision), extras or {}
    spec = spec_of(measure).step(verb)
    if spec is None or not spec.fits_now(measure):
        status = measure.get_state_display().lower()
        raise WrongState(f"{measure.reference}: this does not fit, the record says now: {status}.")
    if spec.needs_note and not note.strip():
        raise Refused(f"Write: {spec.note.lower()}")
    if spec.check:
        spec.check(measure, on, extras)
    _set(measure, spec, {**extras, "on": on, "note": note.strip()})
    after = spec.target or ""
    step = write_step(measure, verb, by=by, on=on, note=note.strip(), detail=_detail(extras), after=after)
    if spec.does:
        spec.does(measure, on, extras, by)
    work_out(measure)
    if spec.tells:
        tell(measure, verb, spec.tells, by=by)
    return step


def _set(measure: Measure, spec: StepSpec, given: Mapping[str, Any]) -> None:
    for column, source in spec.sets.items():
        value = given.get(source)
        if value not in (None, ""):
            setattr(measure, column, value)


def _detail(extras: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON; what was left empty is left out."""
    given = {name: value for name, value in extras.items() if value not in (None, "", False)}
    return {name: plain(value) for name, value in given.items()}
