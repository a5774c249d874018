"""What has happened since the last meeting: suspensions in sessions, and how far actions have come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from exclusions.meetings.models import Meeting
from exclusions.plans.enums import OPEN_ACTIONS, ActionState
from exclusions.plans.models import Action
from exclusions.protocol.models import Case
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.accounts.models import User

# The name under which a review, or a check after the outcome, asks for it.
ATTENDANCE = "attendance"


@dataclass(frozen=True)
class Since:
    """From the last finished meeting of the case, or its opening, to a day. Sessions are half days."""

    on: date
    until: date
    what: str
    sessions: int
    suspensions: int
    done: int
    open: int

    @property
    def suspensions_in_words(self) -> str:
        if not self.suspensions:
            return "0 sessions"
        records = f"{self.suspensions} suspension{'' if self.suspensions == 1 else 's'}"
        return f"{self.sessions} session{'' if self.sessions == 1 else 's'} in {records}"


def since_last(case: Case, *, but: Meeting | None = None) -> Since:
    """What stands beside the agenda and a review. `but` is the meeting that asks."""
    held = Meeting.objects.finished().filter(case=case)
    if but is not None:
        held = held.exclude(pk=but.pk)
    last = held.select_related("stage").order_by("-starts_at").first()
    if last and last.starts_at:
        on, what = timezone.localdate(last.starts_at), f"the {last.stage.noun} on"
    else:
        on, what = timezone.localdate(case.opened_at), "the case was opened on"
    until = timezone.localdate()
    records = Suspension.objects.counted().filter(pupil__in=case.pupil.records).touching(on, until)
    served = [row.served.within(on, until) for row in records if row.kind != SuspensionKind.PERMANENT]
    return Since(
        on=on,
        until=until,
        what=what,
        sessions=sum(days.sessions for days in served),
        suspensions=len(records),
        **_actions_since(case, on),
    )


@dataclass(frozen=True)
class Attendance:
    """What was last said of attendance, in which record of a stage and when. The portal knows no more."""

    words: str
    noun: str
    on: date


def attendance_said(case: Case) -> Attendance | None:
    """The newest record that says something, under the name by which the protocol asks; in one query."""
    records = case.stage_records.exclude(completed_at=None).select_related("stage").order_by("-number")
    for record in records:
        if record.completed_at and (words := str(record.recorded.get(ATTENDANCE) or "").strip()):
            return Attendance(words, record.stage.noun, timezone.localdate(record.completed_at))
    return None


def beside_the_plan(user: User, case: Case) -> dict[str, Any] | None:
    """What stands beside a plan: what has happened since the last meeting, for whoever reads meetings."""
    if not user.has_perm("meetings.see_meeting", case):
        return None
    return {"since": since_last(case), "attendance": attendance_said(case)}


def _actions_since(case: Case, on: date) -> dict[str, int]:
    """Actions that were said to be done since a day and still are, and those that are open; in one query."""
    said = Q(state=ActionState.DONE, steps__state=ActionState.DONE, steps__at__date__gte=on)
    is_open = Q(state__in=OPEN_ACTIONS, case__closed_at=None)
    return Action.objects.filter(case=case).aggregate(
        done=Count("pk", filter=said, distinct=True), open=Count("pk", filter=is_open, distinct=True)
    )
