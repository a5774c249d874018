"""Correcting who a pupil is: names, date of birth, sex and UPN."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Refused
from schools.pupils.models import Pupil, PupilUpn
from schools.pupils.services.acting import lock, note_down
from schools.pupils.upn import tidy_upn, validate_upn

CORRECTED = ("forename", "surname", "preferred_name", "born_on", "sex")


@transaction.atomic
def correct_details(
    *,
    pupil: Pupil,
    forename: str,
    surname: str,
    preferred_name: str,
    born_on: date,
    sex: str,
    upn: str,
    reason: str,
    by: User | None,
) -> Pupil:
    """Correct a pupil's details; a UPN that is replaced is kept as a former one, with the reason.

    The trail names the fields, never their values. Raises ValidationError for a UPN that is none, Refused
    for a date of birth after the first day on roll or what is known, for a UPN taken away, changed without
    a reason, or held by another pupil.
    """
    pupil = lock(pupil)
    wanted = {
        "forename": forename,
        "surname": surname,
        "preferred_name": preferred_name,
        "born_on": born_on,
        "sex": sex,
    }
    changed = [name for name in CORRECTED if getattr(pupil, name) != wanted[name]]
    if "born_on" in changed:
        _check_birth(pupil, born_on)
    for name in changed:
        setattr(pupil, name, wanted[name])
    upn = tidy_upn(upn)
    if upn != (pupil.upn or ""):
        _replace_upn(pupil, upn, reason, by)
        changed.append("upn")
    if changed:
        try:
            with transaction.atomic():
                pupil.save(update_fields=[*changed, "search_name"])
        except IntegrityError:
            raise Refused(
                "Another pupil has this UPN. Check it against your records; administrators can tell you more."
            ) from None
        note_down("pupil.correct", pupil, by, reason=reason, detail={"fields": changed})
    return pupil


def _check_birth(pupil: Pupil, born_on: date) -> None:
    first_days = [
        pupil.enrolments.order_by("starts_on").values_list("starts_on", flat=True).first(),
        pupil.facts.standing().order_by("starts_on").values_list("starts_on", flat=True).first(),
    ]
    if any(day is not None and day < born_on for day in first_days):
        raise Refused("The date of birth is after the first day on roll or in the details. Check the year.")


def _replace_upn(pupil: Pupil, upn: str, reason: str, by: User | None) -> None:
    if not upn:
        raise Refused("A UPN cannot be taken away. Enter the right one.")
    validate_upn(upn)
    if pupil.upn:
        if not reason:
            raise Refused("Say why the UPN changes, for example: the permanent UPN is known now.")
        PupilUpn.objects.get_or_create(
            pupil=pupil,
            upn=pupil.upn,
            defaults={"reason": reason[:200], "ended_on": timezone.localdate(), "entered_by": by},
        )
    pupil.upn = upn
