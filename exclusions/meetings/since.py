"""What has happened since the last meeting: suspensions in sessions, and how far actions have come."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from exclusions.meetings.models import Meeting
from exclusions.plans.models import Action
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
    actions = Action.objects.filter(case=case)
    return Since(
        on=on,
        until=until,
        what=what,
        sessions=sum(days.sessions for days in served),
        suspensions=Suspension.objects.counted()
        .filter(pupil__in=case.pupil.records)
        .touching(on, until)
        .count(),
        done=actions.filter(state="done", changed_at__date__gte=on).count(),
        open=actions.open().count(),
    )
