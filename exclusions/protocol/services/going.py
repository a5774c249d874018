"""A case goes to another school with its pupil: asked for, accepted by the school and by who leads it there.

Until both have accepted, the case stays where it is and goes on there: nothing of it is lost meanwhile.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.enums import EntryKind, MoveState
from exclusions.protocol.followers import follow
from exclusions.protocol.models import Case, CaseMove
from exclusions.protocol.services.writing import enter, lock_open, write_down
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with, people_with, standing_of
from schools.register.models import School


@transaction.atomic
def ask_to_move(*, case: Case, to_school: School, note: str, by: User) -> CaseMove:
    """Ask another school to take the case on. Its safeguarding leads and link workers are told.

    Raises Refused where it is the case's own school, without a note, or while another request waits.
    """
    case = lock_open(case)
    if to_school.pk == case.school_id:
        raise Refused("The case is at this school already.")
    if not note.strip():
        raise Refused("Write down what the next school needs to know.")
    if case.moves.asked().exists():
        raise Refused("A school has been asked already. Take that request back first.")
    move = CaseMove.objects.create(
        case=case, from_school=case.school, to_school=to_school, note=note.strip(), asked_by=by
    )
    enter(case, EntryKind.MOVE_ASKED, by, name=to_school.name)
    write_down(case, "ask_move", by, {"to": str(to_school.urn)}, (move.reference,))
    people = [*people_with(Power.ANSWER_FOR_SCHOOL, to_school.pk), *_workers(to_school)]
    _tell(move, people, "a case comes with a pupil who changes to your school. Please answer.", by)
    return move


@transaction.atomic
def accept_move(*, move: CaseMove, by: User) -> CaseMove:
    """Accept for the school, as who will lead the case there, or both: whatever this person may.

    With both the case is at the new school, and whoever accepted to lead it leads. Accepting twice changes
    nothing. Raises WrongState where the request is over, Refused for who may not accept.
    """
    move, case = _lock(move)
    seats = seats_of(by, move)
    if not seats:
        raise Refused("Only the receiving school and who works its cases may accept.")
    now = timezone.now()
    if "school" in seats and move.school_by is None:
        move.school_by, move.school_at = by, now
    if "lead" in seats and move.lead_by is None:
        move.lead_by, move.lead_at = by, now
    if move.school_by and move.lead_by:
        _go(move, case, by)
    move.save()
    write_down(case, "accept_move", by, {"as": sorted(seats), "state": move.state}, (move.reference,))
    return move


@transaction.atomic
def reject_move(*, move: CaseMove, because: str, by: User) -> CaseMove:
    """Say that the case is not taken on, and why; it stays where it is. Who asked is told."""
    move, case = _lock(move)
    if not seats_of(by, move):
        raise Refused("Only the receiving school and who works its cases may answer.")
    _end(move, case, MoveState.REJECTED, because, by)
    _tell(move, [move.asked_by], "the other school does not take the case on. It stays with you.", by)
    return move


@transaction.atomic
def take_back_move(*, move: CaseMove, because: str, by: User) -> CaseMove:
    """Ask no longer; the case stays where it is."""
    move, case = _lock(move)
    _end(move, case, MoveState.TAKEN_BACK, because, by)
    return move


def seats_of(user: User, move: CaseMove) -> frozenset[str]:
    """For whom somebody may answer: the receiving `school`, and as who will `lead` the case there."""
    standing = standing_of(user)
    held = {
        "school": move.to_school_id in standing.scope(Power.ANSWER_FOR_SCHOOL),
        "lead": move.to_school_id in standing.scope(Power.WORK_CASES),
    }
    return frozenset(seat for seat, holds in held.items() if holds)


def _lock(move: CaseMove) -> tuple[CaseMove, Case]:
    """The request and its open case, locked; WrongState where somebody was first."""
    case = lock_open(move.case)
    locked = CaseMove.objects.select_for_update(of=("self",)).select_related("from_school", "to_school")
    move = locked.get(pk=move.pk)
    if move.state != MoveState.ASKED:
        who = f"{move.ended_by} answered on {moment(move.ended_at)}" if move.ended_at else "It is over"
        raise WrongState(f"{who}: {move.get_state_display().lower()}. What you wrote has not been saved.")
    return move, case


def _go(move: CaseMove, case: Case, by: User) -> None:
    """The case is the new school's from now on, with all that belongs to it; its stage keeps its day."""
    case.school, case.lead = move.to_school, move.lead_by
    case.revision += 1
    case.save(update_fields=["school", "lead", "revision", "changed_at"])
    follow(case, move.to_school)
    move.state, move.ended_by, move.ended_at = MoveState.ACCEPTED, by, timezone.now()
    names = {"name": move.to_school.name, "before": move.from_school.name}
    enter(case, EntryKind.MOVED, by, move.note, **names)
    _tell(move, [move.asked_by, move.lead_by], "the other school has taken the case on.", by)


def _end(move: CaseMove, case: Case, state: MoveState, because: str, by: User) -> None:
    if not because.strip():
        raise Refused("Write down why.")
    move.state, move.because = state, because.strip()
    move.ended_by, move.ended_at = by, timezone.now()
    move.save()
    kinds = {MoveState.REJECTED: EntryKind.MOVE_REJECTED, MoveState.TAKEN_BACK: EntryKind.MOVE_TAKEN_BACK}
    enter(case, kinds[state], by, move.because, name=move.to_school.name)
    write_down(case, state.value, by, {"to": str(move.to_school.urn)}, (move.reference,))


def _workers(school: School) -> list[User]:
    """Who works cases there, by link; where nobody does, who works them across the authority."""
    here = list(people_with(Power.WORK_CASES, school.pk))
    return here or list(people_across_authority_with(Power.WORK_CASES))


def _tell(move: CaseMove, people: Iterable[User | None], what: str, by: User) -> None:
    told = {person.pk: person for person in people if person and person != by}
    notify(
        people=told.values(),
        kind="case.move",
        text=f"{move.reference}: {what}",
        about=move.reference,
        leads_to=move.get_absolute_url(),
    )
