"""Who leads a case, and what shortens its way."""

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.deadlines import sooner
from exclusions.protocol.enums import EntryKind
from exclusions.protocol.models import Case
from exclusions.protocol.people import possible_leads
from exclusions.protocol.services.pausing import end_pause, hurry_paused
from exclusions.protocol.services.writing import enter, lock_open, write_down
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.notices.services import notify


@transaction.atomic
def set_lead(*, case: Case, lead: User, by: User, tell: bool = True) -> Case:
    """Say who leads a case: somebody who may work cases at its school.

    The new lead is told, unless they said so themselves or the caller tells them (`tell` is False).
    Raises Refused for anybody else, WrongState where the case is closed.
    """
    case = lock_open(case)
    if lead not in possible_leads(case.school_id):
        raise Refused(f"{lead} may not work cases of this school.")
    before, case.lead = case.lead, lead
    if before == lead:
        return case
    case.save(update_fields=["lead", "changed_at"])
    enter(case, EntryKind.LEAD, by, name=lead.name, before=before.name if before else "")
    write_down(case, "set_lead", by, {"from": before.reference if before else "", "to": lead.reference})
    if tell and lead != by:
        notify(
            people=[lead],
            kind="case.set_lead",
            text=f"{case.reference}: {by} has asked you to lead this case.",
            about=case.reference,
            leads_to=case.get_absolute_url(),
        )
    return case


@transaction.atomic
def mark_head_considering(*, case: Case, by: User) -> Case:
    """Note that the head is considering permanent exclusion; a stage with a fast track is then due sooner.

    A pause ends with it. Only a stage in its first round gets a sooner day, and never one that has gone.
    Nothing here waits for, asks or delays the head. Noting it twice changes nothing.
    """
    case = lock_open(case)
    if case.head_considering_exclusion:
        return case
    today = timezone.localdate()
    end_pause(case, on=today, by=by, because=EntryKind.HEAD_CONSIDERS.label)
    case.head_considering_exclusion = True
    case.head_considered_on = case.head_considered_on or today
    days = _hurry(case)
    case.save(update_fields=["head_considering_exclusion", "head_considered_on", "changed_at"])
    enter(case, EntryKind.HEAD_CONSIDERS, by, **days)
    write_down(case, "mark_head_considering", by, days)
    return case


@transaction.atomic
def unmark_head_considering(*, case: Case, because: str, by: User) -> Case:
    """Note that the head no longer considers it. That they did is kept, and so is the day that was set."""
    case = lock_open(case)
    if not case.head_considering_exclusion:
        return case
    case.head_considering_exclusion = False
    case.save(update_fields=["head_considering_exclusion", "changed_at"])
    enter(case, EntryKind.HEAD_NO_LONGER, by, because)
    write_down(case, "unmark_head_considering", by, {})
    return case


@transaction.atomic
def set_urgent(*, case: Case, is_urgent: bool, because: str, by: User) -> Case:
    """Say that a case is urgent, or no longer. Urgent shortens as a head who considers exclusion does; a
    day that was set stays when it is taken back. Raises Refused without a reason."""
    case = lock_open(case)
    if not because.strip():
        raise Refused("Write down why.")
    if case.is_urgent == is_urgent:
        return case
    case.is_urgent = is_urgent
    if not case.is_paused:
        end_pause(case, on=timezone.localdate())  # one that has run out: its days are counted
    days = _hurry(case) if is_urgent else {}
    case.save(update_fields=["is_urgent", "changed_at"])
    enter(case, EntryKind.URGENT if is_urgent else EntryKind.NOT_URGENT, by, because, **days)
    write_down(case, "set_urgent", by, {"is_urgent": is_urgent, **days})
    return case


def _hurry(case: Case) -> dict[str, str]:
    """Bring the stage's day forward where its fast track says so; the days before and after.

    While the case is paused, as if it had been so when the pause began: what the pause adds stays added.
    """
    before = case.due_on
    pause = case.pauses.filter(ended_on=None).first()
    current = case.stage_records.current().get()
    is_first = not case.stage_records.filter(stage=case.stage).exclude(pk=current.pk).exists()
    if case.stage.fast_days is not None and is_first and pause is not None:
        hurry_paused(
            case, pause, sooner(case, case.stage, started_on=current.started_on, today=pause.started_on)
        )
    elif case.stage.fast_days is not None and is_first and before is not None:
        day = sooner(case, case.stage, started_on=current.started_on, today=timezone.localdate())
        if day.on < before:
            case.due_on, case.due_estimated = day.on, day.is_estimated
            current.due_on, current.due_estimated = day.on, day.is_estimated
            current.save(update_fields=["due_on", "due_estimated"])
            case.save(update_fields=["due_on", "due_estimated"])
    return {"due_from": f"{before}", "due_to": f"{case.due_on}"}
