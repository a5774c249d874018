"""Recording a measure, and putting a record right."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.measures.enums import State
from exclusions.measures.models import Measure, MeasureStep
from exclusions.measures.services.acting import about, locked, plain, write_step
from exclusions.measures.services.telling import tell
from exclusions.measures.services.working_out import work_out
from exclusions.measures.spec import KindSpec
from exclusions.suspensions.packs.pack import pack_for
from exclusions.suspensions.position import position_on
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.services.acting import lock
from schools.register.models import School


@transaction.atomic
def create_measure(
    *, spec: KindSpec, pupil: Pupil, school: School, answers: Mapping[str, Any], by: User
) -> Measure:
    """Write the record, its first step and the audit event, and tell whom it concerns.

    `answers` are columns of the kind's model. Raises Refused where it cannot stand beside what there is.
    """
    # One at a time for a pupil: two people who record the same at once are told of each other.
    pupil = lock(pupil)
    spec.check(pupil, answers, None)
    today = timezone.localdate()
    day = answers.get("starts_on") or today
    measure = spec.model.objects.create(
        kind=spec.kind,
        state=spec.first_state,
        pupil=pupil,
        school=school,
        recorded_by=by,
        recorded_as=standing_of(by).capacity(school.pk),
        year_group=position_on(pupil, school.pk, day)["year_group"],
        pack=pack_for(day).code,
        shared_on=today if spec.shares and answers.get("to_school") else None,
        **answers,
    )
    MeasureStep.objects.create(
        measure_id=measure.pk,
        number=1,
        verb="record",
        on=timezone.localdate(measure.recorded_at),
        after=measure.state,
        by=by,
        capacity=measure.recorded_as,
        at=measure.recorded_at,
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"{spec.kind}.record",
        about=about(measure),
        capacity=measure.recorded_as,
    )
    spec.after_recording(measure, by)
    work_out(measure)
    tell(measure, "record", f"{spec.a_noun} has been recorded at {school.name}.", by=by)
    return measure


@transaction.atomic
def correct_measure(
    *,
    spec: KindSpec,
    measure: Measure,
    answers: Mapping[str, Any],
    because: str,
    by: User,
    seen_revision: int,
) -> Measure:
    """Put a record right; what stood before is kept with who changed it and why.

    The same answers again change nothing. Raises WrongState where somebody has changed the record since the
    page was read, Refused without a reason or where it cannot stand beside what there is.
    """
    measure = locked(measure, seen_revision)
    if measure.state == State.VOID:
        raise WrongState(f"{measure.reference} was recorded in error: record it anew.")
    if not because.strip():
        raise Refused("Write why the record is corrected.")
    changes = {name: value for name, value in answers.items() if getattr(measure, name) != value}
    if not changes:
        return measure
    spec.check(measure.pupil, answers, measure.pk)
    stood = {name: plain(getattr(measure, name)) for name in sorted(changes)}
    for name, value in changes.items():
        setattr(measure, name, value)
    if spec.shares and measure.to_school and measure.shared_on is None:
        measure.shared_on = timezone.localdate()
    if changes.get("starts_on"):
        measure.pack = pack_for(changes["starts_on"]).code
    write_step(
        measure, "correct", by=by, on=timezone.localdate(), note=because.strip(), detail={"stood": stood}
    )
    work_out(measure)
    return measure
