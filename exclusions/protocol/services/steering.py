"""Who leads a case, and what shortens its way."""

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.deadlines import sooner_for_head
from exclusions.protocol.models import Case
from exclusions.protocol.people import possible_leads
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.notices.services import notify
from schools.links.standing import standing_of


@transaction.atomic
def set_lead(*, case: Case, lead: User, by: User, tell: bool = True) -> Case:
    """Say who leads a case: somebody who may work cases at its school.

    The new lead is told, unless they said so themselves or the caller tells them (`tell` is False).
    Raises Refused for anybody else, WrongState where the case is closed.
    """
    case = _lock_open(case)
    if lead not in possible_leads(case.school_id):
        raise Refused(f"{lead} may not work cases of this school.")
    before, case.lead = case.lead, lead
    case.save(update_fields=["lead", "changed_at"])
    _record(case, "case.set_lead", by, {"from": _reference(before), "to": lead.reference})
    if tell and lead != by:
        notify(
            people=[lead],
            kind="case.set_lead",
            text=f"{case.reference}: {by} has asked you to lead this case.",
            about=case.reference,
            leads_to=case.get_absolute_url(),
        )
    return case


def _reference(person: User | None) -> str:
    return person.reference if person else ""


@transaction.atomic
def mark_head_considering(*, case: Case, by: User) -> Case:
    """Note that the head is considering permanent exclusion; the meeting is then due sooner.

    Only a stage with a fast track and in its first round gets a sooner day, and never one that has
    gone. Nothing here waits for, asks or delays the head. Noting it twice changes nothing.
    """
    case = _lock_open(case)
    if case.head_considering_exclusion:
        return case
    case.head_considering_exclusion = True
    before = case.due_on
    current = case.stage_records.get(completed_at=None)
    is_first = not case.stage_records.filter(stage=case.stage).exclude(pk=current.pk).exists()
    if case.stage.fast_days is not None and is_first and case.due_on is not None:
        sooner = sooner_for_head(case, case.stage, today=timezone.localdate())
        if sooner.on < case.due_on:
            case.due_on, case.due_estimated = sooner.on, sooner.is_estimated
            current.due_on, current.due_estimated = sooner.on, sooner.is_estimated
            current.save(update_fields=["due_on", "due_estimated"])
    case.save(update_fields=["head_considering_exclusion", "due_on", "due_estimated", "changed_at"])
    _record(case, "case.mark_head_considering", by, {"due_from": f"{before}", "due_to": f"{case.due_on}"})
    return case


def _lock_open(case: Case) -> Case:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not case.is_open:
        raise WrongState(f"{case.reference} is closed.")
    return case


def _record(case: Case, verb: str, by: User, detail: dict[str, str]) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[case.reference, case.pupil.reference],
        capacity=standing_of(by).capacity(case.school_id),
        detail=detail,
    )
