"""A question to the school stops the clock of a concern, with a reason and for a limited time.

The service level is the authority's own promise to its schools. Statutory clocks are elsewhere
(`suspensions.packs`, `suspensions.duties`) and nothing here touches them.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exclusions.concerns.models import Concern, Pause, PauseEnd
from exclusions.concerns.services.acting import about, locked, needed, tell_link_workers, tell_school
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.templatetags.portal import short_date
from schools.calendars.services import Calendar, calendar_for
from schools.links.standing import standing_of


def days_to_pause(concern: Concern, on: date) -> int:
    """For how many school days a question asked today may stop the clock; 0 where it may not.

    Not where somebody was in danger, and not where the day due has passed: what is late stays late.
    """
    if concern.in_danger or concern.decide_by < on:
        return 0
    calendar = calendar_for(concern.school_id)
    spent = sum(
        calendar.count(p.starts_on, min(p.ended_on or p.until, p.until)) for p in concern.pauses.all()
    )
    return max(settings.TRIAGE_PAUSE_DAYS - spent, 0)


def pause_clock(concern: Concern, because: str, by: User) -> Pause:
    """Stop the clock of a locked concern from the end of today. Raises Refused where it may not stop."""
    today, because = timezone.localdate(), needed(because, "why you cannot decide before the answer")
    days = days_to_pause(concern, today)
    if not days:
        raise Refused(_why_not(concern, today))
    calendar = calendar_for(concern.school_id)
    until = calendar.add(today, days).on
    pause = Pause.objects.create(
        concern=concern,
        because=because,
        starts_on=today,
        until=until,
        decide_by_before=concern.decide_by,
        decide_by_after=_moved(concern.decide_by, today, until, calendar),
        paused_by=by,
        capacity=standing_of(by).capacity(concern.school_id),
    )
    _due(concern, pause.decide_by_after)
    _write_down(concern, "pause", pause, by)
    return pause


def _why_not(concern: Concern, today: date) -> str:
    if concern.in_danger:
        why = "Somebody was in danger, so"
    elif concern.decide_by < today:
        why = "The day of decision has passed, so"
    else:
        why = f"It has stood for {settings.TRIAGE_PAUSE_DAYS} school days already, so"
    return f"{why} the clock of this concern does not stop. Ask without a reason to stop it."


def run_again(concern: Concern, how: PauseEnd, by: User | None) -> Pause | None:
    """The clock of a locked concern runs again: the day due keeps the school days for which it stood."""
    pause = Pause.objects.live().filter(concern=concern).first()
    if pause is None:
        return None
    calendar = calendar_for(concern.school_id)
    pause.ended_on, pause.ended_how = min(timezone.localdate(), pause.until), how
    if pause.until < timezone.localdate():
        pause.ended_how = PauseEnd.LIMIT
    pause.decide_by_after = _moved(pause.decide_by_before, pause.starts_on, pause.ended_on, calendar)
    pause.save(update_fields=["ended_on", "ended_how", "decide_by_after"])
    _due(concern, pause.decide_by_after)
    _write_down(concern, "run_clock", pause, by)
    return pause


def _moved(due_on: date, first: date, last: date, calendar: Calendar) -> date:
    """The day due, later by the school days after the question up to and including `last`."""
    stood = calendar.count(first, last)
    return calendar.add(due_on, stood).on if stood > 0 else due_on


def _due(concern: Concern, decide_by: date) -> None:
    concern.decide_by = decide_by
    concern.save(update_fields=["decide_by", "changed_at"])


def _write_down(concern: Concern, verb: str, pause: Pause, by: User | None) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"concern.{verb}",
        about=about(concern),
        capacity=standing_of(by).capacity(concern.school_id) if by else "",
        detail={
            "due_before": pause.decide_by_before.isoformat(),
            "due_after": pause.decide_by_after.isoformat(),
            "how": pause.ended_how,
        },
    )


def run_clocks_again(on: date) -> int:
    """Write down that clocks run again whose pause ended before `on`, and tell both sides. How many."""
    over = Pause.objects.live().filter(until__lt=on).order_by("pk")
    return sum(_run_again(concern_id, on) for concern_id in over.values_list("concern", flat=True))


@transaction.atomic
def _run_again(concern_id: int, on: date) -> bool:
    concern = locked(Concern(pk=concern_id))
    # Asked again behind the lock: an answer may have ended it meanwhile.
    if not Pause.objects.live().filter(concern=concern, until__lt=on).exists():
        return False
    run_again(concern, PauseEnd.LIMIT, None)
    text = f"the clock runs again: to be decided by {short_date(concern.decide_by)}."
    tell_link_workers(concern, "run_clock", text, by=None)
    tell_school(concern, "run_clock", text, by=None)
    return True
