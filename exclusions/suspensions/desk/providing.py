"""Education that was found from the sixth day: who gives it, from when, whom it was told."""

from datetime import date

from django.db import transaction

from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import Provision, Suspension
from exclusions.suspensions.services.acting import about
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.links.standing import standing_of
from schools.pupils.services.acting import lock


def provision_of(suspension: Suspension) -> Provision | None:
    """What stands for a record; None where nothing was found, or it fell through."""
    last = suspension.provisions.select_related("by").order_by("number").last()
    return None if last is None or last.is_over else last


@transaction.atomic
def record_provision(
    *,
    suspension: Suspension,
    by: User,
    seen_number: int,
    kind: str,
    provider: str,
    starts_on: date,
    place: str = "",
    hours: int | None = None,
    told_on: date | None = None,
    note: str = "",
) -> Provision:
    """Say what was found, or put right what was said; what stood before stays in the history.

    `seen_number` is the number of what the page showed, 0 for nothing: raises WrongState where somebody has
    said something since, and Refused for a day before the exclusion.
    """
    lock(suspension.pupil)
    last = _last(suspension, seen_number)
    if starts_on < suspension.starts_on:
        raise Refused(f"Enter a day from {plain_date(suspension.starts_on)} on: the exclusion began then.")
    return _write(
        suspension, last, by, "found", kind=kind, provider=provider.strip(), starts_on=starts_on,
        place=place.strip(), hours=hours, told_on=told_on, note=note.strip(),
    )  # fmt: skip


@transaction.atomic
def end_provision(*, suspension: Suspension, by: User, seen_number: int, because: str) -> Provision:
    """Say that what was found fell through: education is to be found again.

    Raises WrongState where nothing stands, or something else was said since.
    """
    lock(suspension.pupil)
    last = _last(suspension, seen_number)
    if last is None or last.is_over:
        raise WrongState("Nothing stands that could end. Look at the record again.")
    columns = {name: getattr(last, name) for name in ("kind", "provider", "place", "starts_on", "hours")}
    return _write(suspension, last, by, "ended", is_over=True, note=because.strip(), **columns)


def _last(suspension: Suspension, seen_number: int) -> Provision | None:
    last = suspension.provisions.order_by("number").last()
    if (last.number if last else 0) != seen_number:
        raise WrongState("Somebody has said something about the education since. Look at the record again.")
    return last


def _write(
    suspension: Suspension, last: Provision | None, by: User, verb: str, **columns: object
) -> Provision:
    capacity = standing_of(by).capacity(suspension.school_id)
    number = last.number + 1 if last else 1
    made = Provision.objects.create(suspension=suspension, number=number, by=by, capacity=capacity, **columns)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"suspension.education_{verb}",
        about=about(suspension),
        capacity=capacity,
    )
    derive_pupil(suspension.pupil, why=f"Education was {verb}.", by=by)
    return made
