"""What every change of a pupil's record shares: one at a time, and written down."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School

ONE_DAY = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=400)


def lock(pupil: Pupil) -> Pupil:
    """The pupil as the database has it now; other changes of this child wait until this one is done.

    The record that is kept is locked with it, so that two records of one child never change side by side. In
    the order of keys, as merging does: nobody waits in a circle.
    """
    rows = Pupil.objects.select_for_update().filter(pk__in={pupil.pk, pupil.child_id}).order_by("pk")
    found = {row.pk: row for row in rows}
    own = found[pupil.pk]
    if own.child_id not in found:
        # Merged since it was read.
        Pupil.objects.select_for_update().get(pk=own.child_id)
    return own


def check_days(pupil: Pupil, starts_on: date, ends_on: date | None) -> None:
    """Raise Refused for days that cannot be: before birth, back to front, or far ahead."""
    if starts_on < pupil.born_on:
        raise Refused(f"The first day must be on or after the date of birth, {plain_date(pupil.born_on)}.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(f"The last day must be on or after the first day, {plain_date(starts_on)}.")
    if max(starts_on, ends_on or starts_on) > timezone.localdate() + FURTHEST_AHEAD:
        raise Refused("The day is more than a year ahead. Check the year.")


def note_down(
    verb: str,
    pupil: Pupil,
    by: User | None,
    *,
    school: School | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write a change of a pupil into the audit trail, in the caller's transaction."""
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[pupil.reference, *([str(school.urn)] if school else [])],
        capacity=standing_of(by).capacity(school.pk if school else None) if by else "",
        reason=reason,
        detail=detail,
    )
