"""A meeting locked for a change, and the change written down."""

from typing import Any

from exclusions.meetings.models import Meeting
from exclusions.meetings.workflow import MEETING
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from schools.links.standing import standing_of


def lock(meeting: Meeting, verb: str) -> Meeting:
    """The meeting, locked until the transaction ends. Raises WrongState where the verb does not fit."""
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not MEETING.allows(verb, locked.state):
        raise WrongState(
            f"{locked.reference}: {locked.get_state_display().lower()}. This is no longer possible."
        )
    return locked


def save(meeting: Meeting, verb: str, by: User | None, **detail: Any) -> None:
    """Save a locked meeting, count it one on, and audit; `detail` holds states and numbers only."""
    meeting.revision += 1
    meeting.save()
    write_down(meeting, verb, by, **detail)


def write_down(meeting: Meeting, verb: str, by: User | None, **detail: Any) -> None:
    case = meeting.case
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"meeting.{verb}",
        about=[meeting.reference, case.reference, case.pupil.reference],
        capacity=standing_of(by).capacity(meeting.school_id) if by else "",
        detail=detail,
    )
