"""Arranging a meeting: proposed dates, what people answer, the one that is fixed, changes and cancelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from exclusions.meetings.enums import MeetingState, Suits
from exclusions.meetings.kinds import is_meeting
from exclusions.meetings.models import DateAnswer, Invitee, Meeting, ProposedDate
from exclusions.meetings.services.locking import lock, save, write_down
from exclusions.meetings.services.telling import tell_everybody
from exclusions.protocol.models import Case, Stage
from exclusions.protocol.people import possible_leads
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState

MOST_DATES = 8


@dataclass(frozen=True)
class Where:
    """Where and how long, and who chairs. `lasts` in minutes; `link` of a video call, or empty."""

    chair: User
    place: str
    link: str
    lasts: int


@transaction.atomic
def arrange_meeting(
    *, case: Case, stage: Stage, where: Where, dates: Sequence[datetime], by: User
) -> Meeting:
    """Begin a meeting of one kind. One date is fixed at once; of several the invited choose.

    Raises WrongState where the case is closed, Refused without a date, with one that has passed, where the
    stage is no meeting, or where the chair may not work cases of the school.
    """
    if not Case.objects.select_for_update(of=("self",)).get(pk=case.pk).is_open:
        raise WrongState(f"{case.reference} is closed. No meeting can be arranged.")
    if stage.version_id != case.version_id or not is_meeting(stage):
        raise Refused("Choose what kind of meeting it is.")
    dates = _checked(dates)
    _check_chair(where.chair, case.school_id)
    meeting = Meeting(case=case, school_id=case.school_id, stage=stage, arranged_by=by, **vars(where))
    if len(dates) == 1:
        meeting.state, meeting.starts_at = MeetingState.FIXED, dates[0]
    meeting.save()
    ProposedDate.objects.bulk_create(ProposedDate(meeting=meeting, starts_at=at) for at in dates)
    write_down(meeting, "arrange", by, kind=stage.code, dates=len(dates))
    return meeting


def _checked(dates: Sequence[datetime]) -> list[datetime]:
    found = sorted(set(dates))
    if not found:
        raise Refused("Enter at least one date and time.")
    if len(found) > MOST_DATES:
        raise Refused(f"Propose up to {MOST_DATES} dates.")
    if found[0] <= timezone.now():
        raise Refused("Enter dates and times that are still to come.")
    return found


def _check_chair(chair: User, school_id: int) -> None:
    if chair not in possible_leads(school_id):
        raise Refused(f"{chair} may not work cases of this school, so cannot chair.")


@transaction.atomic
def propose_dates(*, meeting: Meeting, dates: Sequence[datetime], by: User) -> Meeting:
    """Propose more dates; invited people are asked again."""
    meeting = lock(meeting, "propose")
    new = [at for at in _checked(dates) if not meeting.dates.filter(starts_at=at, is_off=False).exists()]
    if not new:
        raise Refused("These dates are proposed already.")
    if meeting.dates.filter(is_off=False).count() + len(new) > MOST_DATES:
        raise Refused(f"Propose up to {MOST_DATES} dates. Take one off first.")
    for at in new:
        ProposedDate.objects.update_or_create(meeting=meeting, starts_at=at, defaults={"is_off": False})
    tell_everybody(meeting, by)
    save(meeting, "propose", by, dates=len(new))
    return meeting


@transaction.atomic
def answer_dates(*, invitee: Invitee, answers: Mapping[int, Suits], by: User | None) -> None:
    """Somebody says which dates suit them, by the date's key. `by` is None where they came by their link.

    Dates that are off or of other meetings are passed over. Raises WrongState once the date is fixed.
    """
    meeting = lock(invitee.meeting, "propose")
    invitee = Invitee.objects.select_for_update(of=("self",)).get(pk=invitee.pk)
    if invitee.is_off:
        raise WrongState("You are no longer invited to this meeting.")
    now, count = timezone.now(), 0
    for date in meeting.dates.filter(is_off=False, pk__in=answers):
        said = {"says": answers[date.pk], "at": now}
        DateAnswer.objects.update_or_create(invitee=invitee, date=date, defaults=said)
        count += 1
    if not count:
        raise Refused("Say for at least one date whether it suits you.")
    write_down(meeting, "answer", by, invitee=invitee.reference, dates=count)


@transaction.atomic
def fix_date(*, meeting: Meeting, at: datetime, by: User, seen_revision: int) -> Meeting:
    """Fix the date, or move it; invited people are told and sent a calendar entry.

    Raises WrongState where somebody changed the meeting since `seen_revision`.
    """
    meeting = lock(meeting, "fix")
    _refuse_stale(meeting, seen_revision)
    if at == meeting.starts_at:
        raise Refused("The meeting is on that date already.")
    _checked([at])
    was_fixed = meeting.state == MeetingState.FIXED
    meeting.state, meeting.starts_at = MeetingState.FIXED, at
    ProposedDate.objects.get_or_create(meeting=meeting, starts_at=at)
    tell_everybody(meeting, by)
    save(meeting, "move" if was_fixed else "fix", by, sequence=meeting.sequence)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, where: Where, by: User, seen_revision: int) -> Meeting:
    """Change place, link, length or chair; a fixed meeting's people are told."""
    meeting = lock(meeting, "change")
    _refuse_stale(meeting, seen_revision)
    _check_chair(where.chair, meeting.school_id)
    changed = [name for name, value in vars(where).items() if getattr(meeting, name) != value]
    if not changed:
        return meeting
    for name in changed:
        setattr(meeting, name, getattr(where, name))
    if meeting.state == MeetingState.FIXED and changed != ["chair"]:
        tell_everybody(meeting, by)
    save(meeting, "change", by, fields=changed)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, because: str, by: User) -> Meeting:
    """Cancel a meeting and tell whoever was invited. What was typed in its minutes stays with it."""
    meeting = lock(meeting, "cancel")
    if not because.strip():
        raise Refused("Write down why it is cancelled.")
    meeting.state, meeting.cancelled_because = MeetingState.CANCELLED, because.strip()
    tell_everybody(meeting, by)
    save(meeting, "cancel", by, sequence=meeting.sequence)
    return meeting


def _refuse_stale(meeting: Meeting, seen_revision: int) -> None:
    if meeting.revision != seen_revision:
        raise WrongState(
            f"{meeting.reference} has changed while you had this page open. Look again; nothing was saved."
        )
