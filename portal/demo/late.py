"""Who was told of concerns that are late, at the schools of the head of service whom the demo names."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from exclusions.concerns.models import Concern
from linkworkers.inbox.enums import Rung
from linkworkers.inbox.escalating import late_by, people_on, rungs_reached
from linkworkers.inbox.models import Escalation
from portal.accounts.enums import Role
from portal.demo.people import demo_people
from schools.calendars.services import calendar_for

# So many concerns show every rung; more would only take time.
MOST = 40


def climb_the_ladder() -> None:
    """The steps as the job would have taken them, each on its day; no notices of days gone by."""
    head = demo_people()[Role.HEAD_OF_SERVICE]
    rows = Concern.objects.visible_to(head).overdue(timezone.localdate()).select_related("taken_by")
    for concern in rows.order_by("-decide_by", "pk")[:MOST]:
        _climb(concern)


def _climb(concern: Concern) -> None:
    calendar = calendar_for(concern.school_id)
    today = calendar.add(timezone.localdate() + timedelta(days=1), -1).on
    late = late_by(concern, today)
    if late is None:
        return
    days = dict(zip(Rung, settings.TRIAGE_ESCALATION_DAYS, strict=True))
    for rung in rungs_reached(late, in_danger=concern.in_danger):
        on = calendar.add(late.due_on, min(days[rung], late.days)).on
        step = Escalation.objects.create(
            concern=concern,
            clock=late.clock,
            rung=rung,
            due_on=late.due_on,
            on=on,
            days_late=days[rung],
            at=timezone.make_aware(datetime.combine(on, time(7, 45))),
        )
        step.told.set(people_on(concern, Rung.HEAD if rung == Rung.BOARD else rung, today))
