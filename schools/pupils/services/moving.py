"""Pupils who change school: the former school says where to, or the next school puts them on roll."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from schools.links.standing import standing_of
from schools.pupils.enums import LeavingReason, TransferReason
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.services.acting import ONE_DAY, lock
from schools.pupils.services.rolls import Status, enrol, leave
from schools.pupils.services.transfers import start_transfer
from schools.pupils.upn import tidy_upn
from schools.register.models import School

ON_ROLL = (Status.SINGLE, Status.MAIN)


@transaction.atomic
def move_to(
    *,
    enrolment: Enrolment,
    ends_on: date,
    by: User,
    reason: LeavingReason,
    destination: School | None = None,
    destination_note: str = "",
) -> Enrolment:
    """End a pupil's time at a school; where the next school is known, its safeguarding file is due there.

    Raises what `leave` raises.
    """
    enrolment = leave(
        enrolment=enrolment,
        ends_on=ends_on,
        by=by,
        reason=reason,
        destination=destination,
        destination_note=destination_note,
    )
    if destination is not None:
        start_transfer(
            pupil=enrolment.pupil,
            from_school=enrolment.school,
            to_school=destination,
            first_day=ends_on + ONE_DAY,
            reason=TransferReason.LEFT,
            by=by,
        )
    return enrolment


def admit(
    *, upn: str, born_on: date, school: School, year_group: str, starts_on: date, by: User
) -> Enrolment:
    """Put a pupil who was at another school on roll, by UPN and date of birth together: nobody browses
    other schools' pupils. A single or main registration elsewhere ends the day before, and that school's
    safeguarding file is due here.

    Raises Refused where no pupil fits both (the attempt is written down), where the former school's
    registration begins later, and what `enrol` raises.
    """
    pupil = _sought(upn, born_on)
    record(
        by=by,
        kind=Kind.SEARCH,
        verb="pupil.admit_search",
        about=[str(school.urn), *([pupil.reference] if pupil else [])],
        capacity=standing_of(by).capacity(school.pk),
        detail={"found": int(pupil is not None)},
    )
    if pupil is None:
        raise Refused(
            "No pupil in the portal has this UPN and this date of birth. Check both against the common "
            "transfer file or ask the former school."
        )
    return _take_over(pupil, school, year_group, starts_on, by)


@transaction.atomic
def _take_over(pupil: Pupil, school: School, year_group: str, starts_on: date, by: User) -> Enrolment:
    pupil = lock(pupil)
    former = _former(pupil, school)
    for enrolment in former:
        if enrolment.ends_on is None or enrolment.ends_on >= starts_on:
            if enrolment.starts_on >= starts_on:
                raise Refused(
                    "The pupil joined another school on that day or later. Give a later first day, or ask "
                    "the former school."
                )
            _leave_for(enrolment, school, starts_on, by)
    enrolment = enrol(pupil=pupil, school=school, year_group=year_group, starts_on=starts_on, by=by)
    for source in former[:1]:
        start_transfer(
            pupil=pupil,
            from_school=source.school,
            to_school=school,
            first_day=starts_on,
            reason=TransferReason.ADMITTED,
            by=by,
        )
    return enrolment


def _sought(upn: str, born_on: date) -> Pupil | None:
    wanted = tidy_upn(upn).replace("\x00", "")
    return (
        Pupil.objects.filter(Q(upn=wanted) | Q(former_upns__upn=wanted), born_on=born_on).distinct().first()
    )


def _former(pupil: Pupil, school: School) -> list[Enrolment]:
    """Full registrations at other schools, the latest first: those that hold, and the last that ended."""
    elsewhere = Enrolment.objects.filter(pupil=pupil, status__in=ON_ROLL).exclude(school=school)
    return list(elsewhere.select_related("school").order_by("-starts_on", "pk"))


def _leave_for(enrolment: Enrolment, school: School, starts_on: date, by: User) -> None:
    leave(
        enrolment=enrolment,
        ends_on=starts_on - ONE_DAY,
        by=by,
        reason=LeavingReason.MOVED,
        destination=school,
    )
