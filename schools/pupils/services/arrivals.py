"""Pupils who come onto a roll in numbers, by a file: their safeguarding files are asked for together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.references import give_references
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from schools.calendars.services import prepare_calendars
from schools.links.standing import people_with, standing_of
from schools.pupils.enums import TransferReason, TransferState
from schools.pupils.models import Enrolment, SafeguardingTransfer
from schools.pupils.services.moving import ON_ROLL
from schools.pupils.services.transfers import SCHOOL_DAYS
from schools.register.models import School

# Whoever came longer ago brought the file long ago, outside the portal.
RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Arrival:
    """A pupil known to the portal, their next school and their first day there."""

    pupil_id: int
    to_school: School
    first_day: date


def start_transfers(*, arrivals: Iterable[Arrival], by: User) -> dict[int, SafeguardingTransfer]:
    """Ask former schools for the files of pupils who came in the last 90 days.

    A file under way between the two schools is kept. Both schools are told once, however many files there
    are, and the next school's link workers with it. Gives back the new transfers by pupil, in a number of
    queries that depends on the schools, not on the pupils.
    """
    recent = [a for a in arrivals if a.first_day > timezone.localdate() - RECENT]
    former = _former([arrival.pupil_id for arrival in recent])
    wanted = [
        _transfer(arrival, school, by)
        for arrival in recent
        if (school := next((s for s in former.get(arrival.pupil_id, ()) if s != arrival.to_school), None))
    ]
    under_way = SafeguardingTransfer.objects.under_way().filter(pupil__in=[t.pupil_id for t in wanted])
    known = set(under_way.values_list("pupil_id", "from_school_id", "to_school_id"))
    new = [t for t in wanted if (t.pupil_id, t.from_school_id, t.to_school_id) not in known]
    _set_due(new)
    give_references(new)
    SafeguardingTransfer.objects.bulk_create(new)
    _note_down(new, by)
    _tell(new)
    return {transfer.pupil_id: transfer for transfer in new}


def _former(pupil_ids: list[int]) -> dict[int, list[School]]:
    """The schools of full registrations of each pupil, the latest first."""
    rows = Enrolment.objects.filter(pupil__in=pupil_ids, status__in=ON_ROLL)
    found: dict[int, list[School]] = {}
    for enrolment in rows.select_related("school").order_by("-starts_on", "pk"):
        found.setdefault(enrolment.pupil_id, []).append(enrolment.school)
    return found


def _transfer(arrival: Arrival, from_school: School, by: User) -> SafeguardingTransfer:
    return SafeguardingTransfer(
        pupil_id=arrival.pupil_id,
        from_school=from_school,
        to_school=arrival.to_school,
        first_day=arrival.first_day,
        reason=TransferReason.ADMITTED,
        started_by=by,
    )


def _set_due(transfers: list[SafeguardingTransfer]) -> None:
    calendars = prepare_calendars({transfer.to_school_id for transfer in transfers})
    for transfer in transfers:
        due = calendars[transfer.to_school_id].add(transfer.first_day, SCHOOL_DAYS)
        transfer.due_on, transfer.due_estimated = due.on, due.is_estimated


def _note_down(transfers: list[SafeguardingTransfer], by: User) -> None:
    """One event for all of them, found under each pupil, file and school."""
    if not transfers:
        return
    pupils = SafeguardingTransfer.objects.filter(pk__in=[transfer.pk for transfer in transfers])
    schools = {str(school.urn) for t in transfers for school in (t.from_school, t.to_school)}
    references = [transfer.reference for transfer in transfers]
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="transfer.start",
        about=[*sorted(schools), *references, *pupils.values_list("pupil__reference", flat=True)],
        capacity=standing_of(by).capacity(),
        detail={"transfers": len(transfers)},
    )


def _tell(transfers: list[SafeguardingTransfer]) -> None:
    for side, powers, text in (
        ("from_school_id", [Power.ANSWER_FOR_SCHOOL], "{} to be sent to the next school by {}."),
        ("to_school_id", [Power.ANSWER_FOR_SCHOOL, Power.TRIAGE], "{} to reach you by {}."),
    ):
        for school_id in sorted({getattr(transfer, side) for transfer in transfers}):
            mine = [transfer for transfer in transfers if getattr(transfer, side) == school_id]
            _tell_school(mine, school_id, powers, text)


def _tell_school(
    transfers: list[SafeguardingTransfer], school_id: int, powers: list[Power], text: str
) -> None:
    first = min(transfers, key=lambda transfer: transfer.due_on)
    number = len(transfers)
    files = "A safeguarding file is" if number == 1 else f"{number} safeguarding files are"
    people: QuerySet[User] = people_with(powers[0], school_id)
    for power in powers[1:]:
        people = people | people_with(power, school_id)
    notify(
        people=people.distinct(),
        kind="transfer.arrive",
        text=text.format(files, plain_date(first.due_on)),
        about=first.reference,
        leads_to=first.get_absolute_url() if number == 1 else reverse("pupils:transfers"),
    )


def take_back_transfers(transfer_ids: list[int]) -> bool:
    """Delete requests that nobody has answered yet; False, and nothing done, where a file has been sent."""
    asked = SafeguardingTransfer.objects.filter(pk__in=transfer_ids)
    if asked.exclude(state=TransferState.TO_SEND).exists():
        return False
    asked.delete()
    return True
