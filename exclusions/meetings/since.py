"""What has happened since the last meeting: suspensions in sessions, and how far actions have come."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from exclusions.meetings.models import Meeting
from exclusions.plans.enums import ActionState
from exclusions.plans.models import Action, ActionStep
from exclusions.protocol.models import Case
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.totals import served_by


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
    served = [days.within(on, until) for days in served_by(case.pupil)]
    return Since(
        on=on,
        until=until,
        what=what,
        sessions=sum(days.sessions for days in served),
        suspensions=Suspension.objects.counted()
        .filter(pupil__in=case.pupil.records)
        .touching(on, until)
        .count(),
        done=_done_since(case, on),
        open=Action.objects.open().filter(case=case).count(),
    )


def _done_since(case: Case, on: date) -> int:
    """Actions that were said to be done since a day and still are."""
    steps = ActionStep.objects.filter(action__case=case, state=ActionState.DONE, at__date__gte=on)
    return steps.filter(action__state=ActionState.DONE).values("action").distinct().count()
