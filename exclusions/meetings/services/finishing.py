"""Finishing minutes: from then on they are only added to."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.meetings.enums import MeetingState
from exclusions.meetings.models import Correction, Meeting, Minutes
from exclusions.meetings.page import Desk
from exclusions.meetings.parts import missing
from exclusions.meetings.services.locking import lock, save, write_down
from exclusions.plans.enums import ActionState
from exclusions.plans.services import note_progress
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify


@transaction.atomic
def finish_minutes(*, meeting: Meeting, by: User, seen_revision: int) -> Minutes:
    """Freeze the minutes as they were shown; what was said of actions goes into the plan.

    Raises WrongState where somebody wrote since `seen_revision`, Refused where something required is missing
    or the meeting lies ahead.
    """
    meeting = lock(meeting, "finish")
    if meeting.revision != seen_revision:
        raise WrongState(
            "Somebody wrote in the minutes while you looked at them. Read them again, then finish."
        )
    if meeting.starts_at is None or timezone.localdate(meeting.starts_at) > timezone.localdate():
        raise Refused("The meeting lies ahead: finish its minutes once it has been held.")
    desk = Desk(meeting)
    gaps = missing(desk.sections, desk.texts)
    if gaps:
        raise Refused(f"Still missing: {', '.join(f'“{part.label}”' for part in gaps)}.")
    minutes = Minutes.objects.create(meeting=meeting, content=frozen(desk), finished_by=by)
    _note_progress(desk, by)
    meeting.state = MeetingState.FINISHED
    save(meeting, "finish", by, parts=len(desk.texts))
    _tell(meeting, by)
    return minutes


def frozen(desk: Desk) -> dict[str, Any]:
    """The minutes as they are kept: everything a reader needs, in words, and `values` by the parts' names."""
    meeting, since = desk.meeting, desk.since
    return {
        "kind": meeting.stage.name,
        "starts_at": meeting.starts_at.isoformat() if meeting.starts_at else "",
        "place": meeting.place,
        "chair": meeting.chair.name,
        "since": {
            "what": since.what,
            "day": plain_date(since.on),
            "suspensions": since.suspensions_in_words,
            "done": since.done,
        },
        "items": [item.text for item in desk.items],
        "people": desk.people(),
        "sections": [
            {"title": section.title, "parts": [[label, text] for label, text in said]}
            for section, said in desk.written()
        ],
        "actions": [[one.reference, one.what, one.who, plain_date(one.due_on)] for one in desk.agreed],
        "progress": desk.progress(),
        "voice": desk.texts.get(desk.voice, ""),
        "values": desk.texts,
    }


def _note_progress(desk: Desk, by: User) -> None:
    """An action of which something was said at the meeting: into its history."""
    for action in desk.actions:
        said = desk.texts.get(f"progress:{action.reference}", "").strip()
        state = ActionState(desk.texts.get(f"state:{action.reference}") or action.state)
        if state == ActionState.DROPPED and not said:
            raise Refused(f"Write down why {action.reference} is dropped.")
        if said or state != action.state:
            note_progress(action=action, state=state, note=said, by=by)


def _tell(meeting: Meeting, by: User) -> None:
    expected = meeting.invitees.expected().exclude(user=None).select_related("user")
    notify(
        people=[one.user for one in expected if one.user and one.user != by],
        kind="meeting.finish",
        text=f"{meeting.reference}: the minutes are finished.",
        about=meeting.reference,
        leads_to=meeting.get_absolute_url(),
    )


@transaction.atomic
def correct_minutes(*, meeting: Meeting, text: str, by: User) -> Correction:
    """Add a correction below finished minutes."""
    meeting = lock(meeting, "correct")
    if not text.strip():
        raise Refused("Write down what is put right.")
    correction = Correction.objects.create(minutes=meeting.minutes, text=text.strip(), by=by)
    write_down(meeting, "correct", by)
    return correction
