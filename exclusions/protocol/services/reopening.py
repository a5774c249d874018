"""Taking a closed case up again, and saying that two cases are one."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.protocol.enums import CaseState, EntryKind, OutcomeKind, StageKind
from exclusions.protocol.models import Case, Stage
from exclusions.protocol.services.moving import Ending, begin, end, save_and_record, tell_next
from exclusions.protocol.services.opening import refuse_second
from exclusions.protocol.services.writing import enter, lock, lock_closed
from portal.accounts.models import User
from portal.core.errors import Refused


def stages_to_reopen_at(case: Case) -> list[Stage]:
    """Where a closed case may be taken up again: at any stage of its protocol but the alert."""
    return [stage for stage in case.version.stages.all() if stage.kind != StageKind.ALERT]


@transaction.atomic
def reopen_case(*, case: Case, stage: str, because: str, by: User) -> Case:
    """Take a closed case up again at a stage (its code), with the reason; how it had ended is kept.

    The stage's days count from today, those of a stage that comes again where it names some. Raises
    WrongState where the case is open, Refused without a reason or where the pupil has another open case.
    """
    case = lock_closed(case)
    target = next((s for s in stages_to_reopen_at(case) if s.code == stage), None)
    if target is None:
        raise Refused("Choose where the case goes on.")
    if not because.strip():
        raise Refused("Write down why the case is reopened.")
    refuse_second(case.pupil)
    ended = {
        "outcome": case.outcome.label if case.outcome else "",
        "note": case.outcome_note,
        "closed_at": case.closed_at.isoformat() if case.closed_at else "",
        "stage": target.name,
    }
    _take_up(case, target)
    enter(case, EntryKind.REOPENED, by, because, **ended)
    tell_next(case, by)
    save_and_record(case, "reopen", by, {"to": target.code})
    return case


def _take_up(case: Case, stage: Stage) -> None:
    case.state, case.closed_at, case.outcome = CaseState.OPEN, None, None
    case.outcome_note, case.duplicate_of = "", None
    try:
        with transaction.atomic():
            begin(case, stage, timezone.now(), is_repeat=True)
            case.save()
    except IntegrityError:
        refuse_second(case.pupil)
        raise


@transaction.atomic
def mark_duplicate(*, case: Case, kept: Case, because: str, by: User, seen_revision: int) -> Case:
    """Close a case that was opened twice and point to the one that is kept. Nothing of it is lost.

    Raises Refused where the other is about another child or is itself this case's duplicate.
    """
    case = lock(case, seen_revision)
    kept = kept.duplicate_of or kept
    if kept == case:
        raise Refused(f"{case.reference} cannot be kept and marked as a duplicate of itself.")
    if kept.pupil_id not in case.pupil.records:
        raise Refused(
            f"{kept.reference} is about another pupil. If both are records of one child, merge the pupil’s "
            "records first."
        )
    if not because.strip():
        raise Refused("Write down how it came about.")
    outcome = case.version.outcomes.filter(kind=OutcomeKind.DUPLICATE).first()
    if outcome is None:
        raise Refused("The protocol of this case knows no ending for a case that was opened twice.")
    end(case, Ending(outcome, because.strip()), timezone.now())
    case.duplicate_of = kept
    case.duplicates.update(duplicate_of=kept)
    enter(case, EntryKind.DUPLICATE, by, because, kept=kept.reference)
    save_and_record(case, "mark_duplicate", by, {"outcome": outcome.code}, (kept.reference,))
    return case
