"""Moving a case on: a stage recorded and the next begun, or the case closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.deadlines import due_for
from exclusions.protocol.enums import CLOSED, CaseState
from exclusions.protocol.models import Case, OutcomeCode, Stage, StageRecord
from exclusions.protocol.records import check_recorded
from exclusions.protocol.workplaces import tell_recorded
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of


@dataclass(frozen=True)
class Ending:
    """How a case ends, and why."""

    outcome: OutcomeCode
    note: str


@transaction.atomic
def complete_stage(
    *, case: Case, recorded: dict[str, Any], next_stage: str, by: User, seen_revision: int
) -> Case:
    """Record the stage a case is in and move it on to `next_stage`, a code of what the stage leads to.

    `recorded` maps field names of the stage to text, dates, codes of choices, true or false. With
    `closed` the case ends with the outcome that was recorded last. Raises WrongState where somebody
    moved the case since `seen_revision`, Refused where the record is incomplete or the stage does not
    lead there.
    """
    case = lock(case, seen_revision)
    now = timezone.now()
    stage = case.stage
    if next_stage not in stage.leads_to:
        raise Refused(f"The {stage.noun} does not lead to “{next_stage}”.")
    clean = check_recorded(stage, recorded, timezone.localdate(now))
    finished = case.stage_records.get(completed_at=None)
    finished.recorded, finished.completed_at, finished.completed_by = clean, now, by
    finished.save(update_fields=["recorded", "completed_at", "completed_by"])
    tell_recorded(finished, by)
    if next_stage == CLOSED:
        _end(case, Ending(_outcome_recorded(case), ""), by, now)
    else:
        _begin(case, case.version.stages.get(code=next_stage), finished, now)
    _save_and_record(case, "case.complete_stage", by, {"from": stage.code, "to": next_stage})
    return case


@transaction.atomic
def close_case(*, case: Case, outcome_code: str, note: str, by: User, seen_revision: int) -> Case:
    """Close a case with an outcome and the reason.

    From a stage that may close, with any outcome: that stage is then done. From any other stage only
    with an outcome that may end a case early (it was opened twice, the child moved, the head excluded):
    its stage stays unfinished. Raises WrongState where somebody moved the case since `seen_revision`,
    Refused without a reason or with an outcome that does not fit.
    """
    case = lock(case, seen_revision)
    now = timezone.now()
    outcome = case.version.outcomes.filter(code=outcome_code).first()
    if outcome is None:
        raise Refused("Choose how the case ends.")
    if not note.strip():
        raise Refused("Write down why the case is closed.")
    if not (case.stage.may_close or outcome.ends_early):
        raise Refused(f"“{outcome.label}” cannot end a case before its outcome is recorded.")
    if case.stage.may_close:
        case.stage_records.filter(completed_at=None).update(completed_at=now, completed_by=by)
    stage = case.stage.code
    _end(case, Ending(outcome, note.strip()), by, now)
    _save_and_record(case, "case.close", by, {"from": stage, "outcome": outcome.code})
    return case


def lock(case: Case, seen_revision: int) -> Case:
    """The case, locked, unless it is closed or has moved on since the caller looked."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not locked.is_open or locked.revision != seen_revision:
        raise WrongState(_who_was_first(locked))
    return locked


def _who_was_first(case: Case) -> str:
    last = (
        case.stage_records.exclude(completed_at=None)
        .select_related("stage", "completed_by")
        .order_by("completed_at", "number")
        .last()
    )
    if not case.is_open:
        return f"{case.reference} was closed on {moment(case.closed_at)}. Nothing more can be recorded in it."
    if last is None:
        return f"{case.reference} has changed since you opened this page."
    return (
        f"{last.completed_by} recorded the {last.stage.noun} on {moment(last.completed_at)}, while you had "
        f"this page open. The case is now at: {case.stage.name}. What you wrote has not been saved."
    )


def _begin(case: Case, stage: Stage, finished: StageRecord, now: datetime) -> None:
    today = timezone.localdate(now)
    is_repeat = case.stage_records.filter(stage=stage).exists()
    due = due_for(case, stage, after=today, is_repeat=is_repeat)
    StageRecord.objects.create(
        case=case,
        stage=stage,
        number=finished.number + 1,
        started_on=today,
        due_on=due.on,
        due_estimated=due.is_estimated,
    )
    case.stage, case.due_on, case.due_estimated = stage, due.on, due.is_estimated


def _outcome_recorded(case: Case) -> OutcomeCode:
    """The outcome of the case as its stages recorded it last."""
    for stage_record in case.stage_records.exclude(completed_at=None).order_by("-number"):
        code = stage_record.recorded.get("outcome")
        if code:
            return case.version.outcomes.get(code=code)
    raise Refused("The case has no outcome yet: record the outcome first.")


def _end(case: Case, ending: Ending, by: User, now: datetime) -> None:
    case.state, case.closed_at, case.due_on = CaseState.CLOSED, now, None
    case.outcome, case.outcome_note = ending.outcome, ending.note
    case.due_estimated = False


def _save_and_record(case: Case, verb: str, by: User, detail: dict[str, Any]) -> None:
    case.revision += 1
    case.save()
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[case.reference, case.pupil.reference],
        capacity=standing_of(by).capacity(case.school_id),
        detail=detail | {"revision": case.revision},
    )
