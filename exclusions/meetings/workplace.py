"""Meetings as the place where inclusion meeting, review and decision meeting are worked on.

What finished minutes say is what the stage's record begins with; the person who records it confirms.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from exclusions.meetings.enums import Attended, MeetingState
from exclusions.meetings.kinds import MEETINGS
from exclusions.meetings.models import Meeting
from exclusions.meetings.parts import ANALYSIS, CONTEXTS
from exclusions.protocol.enums import FieldKind
from exclusions.protocol.models import Case, StageRecord
from exclusions.protocol.workplaces import Work, Workplace
from portal.accounts.models import User
from portal.core.templatetags.portal import moment

PRESENT = {str(Attended.PRESENT.label), str(Attended.REMOTE.label)}


def meeting_for(case: Case) -> Meeting | None:
    """The meeting that the case's stage is waiting for, or whose minutes it has: the newest not recorded."""
    rows = case.meetings.filter(stage=case.stage_id, stage_record=None)
    return rows.exclude(state=MeetingState.CANCELLED).order_by("-arranged_at", "-pk").first()


def where(user: User, case: Case) -> Work | None:
    """The next thing to do for the meeting; people who only take part are asked for their dates."""
    meeting = meeting_for(case)
    if not user.has_perm("meetings.arrange_meeting", case):
        return _take_part(user, meeting) if meeting else None
    if meeting is None:
        return Work(f"Arrange the {case.stage.noun}", reverse("meetings:arrange", args=[case.reference]))
    if meeting.state == MeetingState.FINISHED:
        return Work("Read the minutes", meeting.get_absolute_url(), "The minutes are finished", is_done=True)
    if meeting.state == MeetingState.FINDING:
        return Work("Find a date", meeting.get_absolute_url(), "No date is fixed yet")
    url = reverse("meetings:minutes", args=[meeting.reference])
    return Work("Write the minutes", url, f"Fixed for {moment(meeting.starts_at)}")


def _take_part(user: User, meeting: Meeting) -> Work | None:
    if not meeting.is_open or not meeting.invitees.expected().filter(user=user).exists():
        return None
    if meeting.state == MeetingState.FIXED:
        return Work("See the meeting", meeting.get_absolute_url(), f"Fixed for {moment(meeting.starts_at)}")
    url = reverse("meetings:answer", args=[meeting.reference])
    return Work("Say which dates suit you", url, "You are invited to a meeting")


def gives(case: Case) -> dict[str, Any]:
    """Finished minutes in the words of the stage's record."""
    meeting = meeting_for(case)
    if meeting is None or meeting.state != MeetingState.FINISHED or meeting.starts_at is None:
        return {}
    content = meeting.minutes.content
    values: dict[str, Any] = dict(content["values"])
    for spec in meeting.stage.record:
        if spec["kind"] == FieldKind.YES_NO and spec["name"] in values:
            values[spec["name"]] = values[spec["name"]] == "yes"
    return values | {
        "held_on": timezone.localdate(meeting.starts_at),
        "present": "\n".join(_took_part(content["people"], values.get("others", ""))),
        "analysis": "\n\n".join(_contexts(values)),
        "progress": "\n".join(_progress(content)),
        "suspensions": content["since"]["suspensions"],
    }


def _took_part(people: list[dict[str, str]], others: str) -> Iterator[str]:
    for row in people:
        if row["name"]:
            yield f"{row['name']}, {row['agency']}: {row['attended'].lower()}"
    if others:
        yield others


def _contexts(values: dict[str, str]) -> Iterator[str]:
    for code, label in CONTEXTS:
        if said := values.get(f"{ANALYSIS}:{code}"):
            yield f"{label}: {said}"


def _progress(content: dict[str, Any]) -> Iterator[str]:
    """As the minutes say it, action by action."""
    for what, state, said in content["progress"]:
        yield f"{what}: {state.lower()}. {said}".strip()


def recorded(stage_record: StageRecord, by: User) -> None:
    """The stage is recorded: its meeting has done what it was for."""
    rows = Meeting.objects.finished().filter(case=stage_record.case_id, stage=stage_record.stage_id)
    meeting = rows.filter(stage_record=None).order_by("-starts_at").first()
    if meeting:
        meeting.stage_record = stage_record
        meeting.save(update_fields=["stage_record", "changed_at"])


WORKPLACES = tuple(Workplace(kind, where, gives, recorded) for kind in MEETINGS)
