"""Dual registration: main at the school that stays responsible, subsidiary where the pupil goes to."""

from datetime import date

from django.db import transaction

from portal.accounts.models import User
from portal.core.errors import Refused
from schools.pupils.enums import LeavingReason
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.services.acting import lock, note_down
from schools.pupils.services.rolls import Status, enrol, leave
from schools.register.models import School


@transaction.atomic
def register_dually(
    *, pupil: Pupil, main: School, subsidiary: School, starts_on: date, ends_on: date | None, by: User
) -> Enrolment:
    """Put a pupil of `main` on the roll of `subsidiary` too, between two days (domain.md 2.7: M and S).

    A pupil who is there already stays as they are. Raises Refused where the pupil is not on the main
    school's roll that day, and what `enrol` raises.
    """
    pupil = lock(pupil)
    own = Enrolment.objects.active(starts_on).filter(pupil=pupil, school=main).first()
    if own is None:
        raise Refused("The pupil is not on this school’s own roll on that day.")
    there = Enrolment.objects.active(starts_on).filter(pupil=pupil, school=subsidiary).first()
    if there is not None:
        return there
    _set_status(own, Status.MAIN, by)
    return enrol(
        pupil=pupil,
        school=subsidiary,
        year_group=own.year_group,
        starts_on=starts_on,
        ends_on=ends_on,
        status=Status.SUBSIDIARY,
        by=by,
    )


@transaction.atomic
def end_dual(*, pupil: Pupil, main: School, subsidiary: School, ends_on: date, by: User) -> None:
    """End a subsidiary registration with a day, and make the main one single again. Nothing where there is
    no such registration.
    """
    pupil = lock(pupil)
    there = Enrolment.objects.not_over(ends_on).filter(
        pupil=pupil, school=subsidiary, status=Status.SUBSIDIARY
    )
    for enrolment in there:
        if enrolment.ends_on is None or enrolment.ends_on > ends_on:
            leave(
                enrolment=enrolment,
                ends_on=max(ends_on, enrolment.starts_on),
                by=by,
                reason=LeavingReason.MOVED,
                destination=main,
            )
    others = Enrolment.objects.filter(pupil=pupil, status=Status.SUBSIDIARY, ends_on=None)
    own = Enrolment.objects.not_over(ends_on).filter(pupil=pupil, school=main, status=Status.MAIN).first()
    if own is not None and not others.exists():
        _set_status(own, Status.SINGLE, by)


def _set_status(enrolment: Enrolment, status: str, by: User) -> None:
    if enrolment.status == status:
        return
    former, enrolment.status = enrolment.status, status
    enrolment.save(update_fields=["status"])
    note_down(
        "pupil.change_registration",
        enrolment.pupil,
        by,
        school=enrolment.school,
        detail={"from": former, "to": status},
    )
