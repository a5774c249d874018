"""Stopping the clock of a case's stage for a while, with a reason, and letting it run again.

A pause stops the protocol's service levels only. Duties of the law (domain.md 1) are counted elsewhere and
never stop. A stage that is late already stays late; it is not chased while the case is paused.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.enums import EntryKind
from exclusions.protocol.models import Case, CasePause
from exclusions.protocol.services.writing import enter, lock, write_down
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import short_date
from schools.calendars.services import Answer, add_school_days, school_days_between


@transaction.atomic
def pause_case(*, case: Case, because: str, by: User, seen_revision: int) -> Case:
    """Stop the clock of the stage a case is in; it runs again by itself after `pause_days`.

    Raises Refused without a reason, WrongState where the case has moved on or is paused already.
    """
    case = lock(case, seen_revision)
    if not because.strip():
        raise Refused("Write down why the case is paused.")
    if case.is_paused:
        raise WrongState(f"{case.reference} is paused already, until {short_date(case.paused_until)}.")
    today = timezone.localdate()
    end_pause(case, on=today)
    ends = add_school_days(today, case.version.pause_days, school_id=case.school_id)
    pause = CasePause.objects.create(
        case=case,
        started_on=today,
        started_by=by,
        because=because.strip(),
        ends_on=ends.on,
        due_before=case.due_on,
    )
    case.paused_until = ends.on
    _move_due(case, pause, ends.on)
    enter(case, EntryKind.PAUSED, by, because, until=f"{ends.on}", **_days(pause))
    write_down(case, "pause", by, {"until": f"{ends.on}", **_days(pause)})
    return case


@transaction.atomic
def resume_case(*, case: Case, because: str, by: User, seen_revision: int) -> Case:
    """End a pause before its time. Raises WrongState where the case has moved on or is not paused."""
    case = lock(case, seen_revision)
    if not case.is_paused:
        raise WrongState(f"{case.reference} is not paused.")
    end_pause(case, on=timezone.localdate(), by=by, because=because)
    return case


def end_pause(case: Case, *, on: date, by: User | None = None, because: str = "") -> None:
    """The clock of a locked case runs again from `on`, or from the day its pause ended by itself.

    Nothing where it is not paused. The day the stage is due moves by the school days that the pause took.
    """
    pause = case.pauses.filter(ended_on=None).first()
    if pause is None:
        return
    ran_out = pause.ends_on <= on
    pause.ended_on = pause.ends_on if ran_out else on
    case.paused_until = None
    _move_due(case, pause, pause.ended_on)
    said = "" if ran_out else because
    enter(case, EntryKind.RESUMED, None if ran_out else by, said, on=f"{pause.ended_on}", **_days(pause))
    write_down(case, "resume", None if ran_out else by, {"by_itself": ran_out, **_days(pause)})


def hurry_paused(case: Case, pause: CasePause, day: Answer) -> None:
    """The stage of a paused, locked case was due sooner, on `day`, when the pause began."""
    if pause.due_before is None or not pause.started_on <= day.on < pause.due_before:
        return
    pause.due_before = day.on
    pause.save(update_fields=["due_before"])
    _move_due(case, pause, pause.ends_on)


def _move_due(case: Case, pause: CasePause, until: date) -> None:
    """Move the stage's day by the school days of the pause; what was late when it began stays late."""
    if pause.due_before is not None and pause.due_before >= pause.started_on:
        due = _moved(pause.due_before, pause.started_on, until, case.school_id)
        case.due_on, case.due_estimated = due.on, case.due_estimated or due.is_estimated
        case.stage_records.current().update(due_on=case.due_on, due_estimated=case.due_estimated)
    pause.due_after = case.due_on
    pause.save(update_fields=["ended_on", "due_after"])
    case.save(update_fields=["due_on", "due_estimated", "paused_until", "changed_at"])


def _moved(due: date, start: date, end: date, school_id: int) -> Answer:
    taken = school_days_between(start, end, school_id=school_id)
    earliest = add_school_days(end, 0, school_id=school_id)
    return max(add_school_days(due, taken, school_id=school_id), earliest, key=lambda answer: answer.on)


def _days(pause: CasePause) -> dict[str, str]:
    return {"due_before": f"{pause.due_before}", "due_after": f"{pause.due_after}"}


def end_pauses_that_ran_out(on: date) -> int:
    """Write down the end of every pause that has run out by `on`. Safe to run as often as one likes."""
    ids = CasePause.objects.filter(ended_on=None, ends_on__lte=on).values_list("case_id", flat=True)
    return sum(_end_if_ran_out(case_id, on) for case_id in list(ids))


@transaction.atomic
def _end_if_ran_out(case_id: int, on: date) -> int:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    pause = case.pauses.filter(ended_on=None, ends_on__lte=on).first()
    if pause:
        end_pause(case, on=on)
    return 1 if pause else 0
