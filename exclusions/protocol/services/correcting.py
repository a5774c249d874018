"""Changing what was recorded in a stage: the old words are kept, with who changed them when and why."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.endings import tell_ended
from exclusions.protocol.enums import EntryKind
from exclusions.protocol.models import Case, Correction, StageRecord
from exclusions.protocol.records import OUTCOMES, check_recorded
from exclusions.protocol.services.writing import enter, write_down
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState


@transaction.atomic
def correct_record(
    *, stage_record: StageRecord, recorded: dict[str, Any], because: str, by: User, seen: int
) -> StageRecord:
    """Correct what a finished stage says; where the case went from there stays.

    `seen` is how many corrections the person had seen. The outcome of a case that was closed with what is
    corrected follows. The same again changes nothing. Raises WrongState where somebody corrected it
    meanwhile, Refused without a reason, for a stage that is not finished and for values that do not fit.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=stage_record.case_id)
    found = StageRecord.objects.select_related("stage__version").get(pk=stage_record.pk)
    if found.completed_at is None or not found.recorded:
        raise Refused("Nothing is recorded here that could be corrected.")
    if found.corrections.count() != seen:
        last = found.corrections.select_related("by").last()
        raise WrongState(
            f"{last.by if last else 'Somebody'} has corrected this since you opened it. Look again."
        )
    if not because.strip():
        raise Refused("Write down why it is corrected.")
    clean = check_recorded(found.stage, recorded, timezone.localdate())
    if clean == found.recorded:
        return found
    before, found.recorded = found.recorded, clean
    Correction.objects.create(stage_record=found, before=before, because=because.strip(), by=by)
    found.save(update_fields=["recorded"])
    _follow(case, found, before, by)
    enter(case, EntryKind.CORRECTED, by, because, stage=found.stage.name, number=found.number)
    write_down(case, "correct", by, {"stage": found.stage.code, "number": found.number})
    return found


def _follow(case: Case, corrected: StageRecord, before: dict[str, Any], by: User) -> None:
    """The outcome with which a case was closed is the one that was recorded: it changes with the record."""
    for spec in corrected.stage.record:
        was, now = before.get(spec["name"]), corrected.recorded[spec["name"]]
        if spec.get("choices") == OUTCOMES and case.outcome and case.outcome.code == was and now:
            case.outcome = case.version.outcomes.get(code=now)
            case.save(update_fields=["outcome", "changed_at"])
            tell_ended(case, by)
