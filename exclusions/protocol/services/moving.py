"""Moving a case on: a stage recorded and the next begun, or the case closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from exclusions.protocol.deadlines import due_for
from exclusions.protocol.endings import tell_ended
from exclusions.protocol.enums import CLOSED, CaseState, OutcomeKind
from exclusions.protocol.models import Case, OutcomeCode, Stage, StageRecord
from exclusions.protocol.people import owners_of
from exclusions.protocol.records import OUTCOMES, check_recorded
from exclusions.protocol.services.pausing import end_pause
from exclusions.protocol.services.writing import lock, write_down
from exclusions.protocol.workplaces import tell_recorded
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.templatetags.portal import short_date
from portal.notices.services import notify


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
    end_pause(case, on=timezone.localdate(now), by=by, because=f"The {stage.noun} was recorded.")
    finished = case.stage_records.current().get()
    finished.recorded, finished.completed_at, finished.completed_by = clean, now, by
    finished.save(update_fields=["recorded", "completed_at", "completed_by"])
    tell_recorded(finished, by)
    if next_stage == CLOSED:
        end(case, Ending(_outcome_recorded(case), ""), now)
    else:
        target = case.version.stages.get(code=next_stage)
        is_repeat = case.stage_records.filter(stage=target).exists()
        begin(case, target, now, is_repeat=is_repeat)
        tell_next(case, by)
    save_and_record(case, "complete_stage", by, {"from": stage.code, "to": next_stage})
    if not case.is_open:
        tell_ended(case, by)
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
    if outcome.kind == OutcomeKind.DUPLICATE:
        raise Refused("Say which case is kept: mark this one as a duplicate instead.")
    if not (case.stage.may_close or outcome.ends_early):
        raise Refused(f"“{outcome.label}” cannot end a case before its outcome is recorded.")
    end_pause(case, on=timezone.localdate(now), by=by, because="The case was closed.")
    if case.stage.may_close:
        case.stage_records.current().update(completed_at=now, completed_by=by)
    end(case, Ending(outcome, note.strip()), now)
    save_and_record(case, "close", by, {"from": case.stage.code, "outcome": outcome.code})
    tell_ended(case, by)
    return case


def begin(case: Case, stage: Stage, now: datetime, *, is_repeat: bool) -> None:
    """A locked case enters a stage. The caller saves the case."""
    today = timezone.localdate(now)
    due = due_for(case, stage, after=today, is_repeat=is_repeat)
    StageRecord.objects.create(
        case=case,
        stage=stage,
        number=1 + (case.stage_records.aggregate(last=Max("number"))["last"] or 0),
        started_on=today,
        due_on=due.on,
        due_estimated=due.is_estimated,
    )
    case.stage, case.due_on, case.due_estimated = stage, due.on, due.is_estimated
    case.listed_on = None


def end(case: Case, ending: Ending, now: datetime) -> None:
    """A locked case ends; a stage that is not finished stays so. The caller saves the case."""
    case.stage_records.current().update(was_left=True)
    case.state, case.closed_at, case.due_on = CaseState.CLOSED, now, None
    case.outcome, case.outcome_note = ending.outcome, ending.note
    case.due_estimated, case.listed_on, case.paused_until = False, None, None


def tell_next(case: Case, by: User) -> None:
    """Tell the owners of the stage that a case has entered: the hand-over from one to the next."""
    people = [person for person in owners_of(case, case.stage) if person != by]
    notify(
        people=people,
        kind="case.next_stage",
        text=f"{case.reference}: the {case.stage.noun} is next, due {short_date(case.due_on)}.",
        about=case.reference,
        leads_to=case.get_absolute_url(),
    )


def save_and_record(
    case: Case, verb: str, by: User, detail: dict[str, Any], about: tuple[str, ...] = ()
) -> None:
    """Save a case that has moved, so that who looked before is told, and write it down."""
    case.revision += 1
    case.save()
    write_down(case, verb, by, detail | {"revision": case.revision}, about)


def _outcome_recorded(case: Case) -> OutcomeCode:
    """The outcome of the case as its stages recorded it last."""
    for stage_record in (
        case.stage_records.exclude(completed_at=None).select_related("stage").order_by("-number")
    ):
        code = outcome_in(stage_record)
        if code:
            return case.version.outcomes.get(code=code)
    raise Refused("The case has no outcome yet: record the outcome first.")


def outcome_in(stage_record: StageRecord) -> str:
    """The outcome code that a stage's record names, in whichever field asks for it."""
    asked = (spec["name"] for spec in stage_record.stage.record if spec.get("choices") == OUTCOMES)
    return next((code for name in asked if (code := stage_record.recorded.get(name))), "")
