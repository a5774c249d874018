"""By when a stage is due, in school days of the case's school (domain.md 5.3)."""

from datetime import date

from django.utils import timezone

from exclusions.protocol.enums import CountFrom
from exclusions.protocol.models import Case, Stage
from schools.calendars.services import Answer, add_school_days


def alerted_on(case: Case) -> date:
    """The day of the alert: when the school sent the concern, or the case was opened without one."""
    return timezone.localdate(case.concern.raised_at if case.concern else case.opened_at)


def is_fast(case: Case) -> bool:
    """Whether the fast track holds: urgent, the head considers permanent exclusion, or who the child is."""
    return case.is_urgent or case.head_considering_exclusion or case.is_fast_track


def days_for(case: Case, stage: Stage, *, is_repeat: bool) -> int:
    """The school days a stage has: those of its fast track, of its coming again, or its own."""
    fast = stage.fast_days if is_fast(case) else None
    again = stage.repeat_days if is_repeat else None
    return next(days for days in (fast, again, stage.days) if days is not None)


def due_for(case: Case, stage: Stage, *, after: date, is_repeat: bool) -> Answer:
    """The day a stage is due that begins once the one before ended on `after`.

    A stage that comes again counts its `repeat_days` from then, wherever its first time counted from.
    """
    from_alert = stage.count_from == CountFrom.ALERT and not is_repeat
    start = alerted_on(case) if from_alert else after
    return add_school_days(start, days_for(case, stage, is_repeat=is_repeat), school_id=case.school_id)


def sooner(case: Case, stage: Stage, *, started_on: date, today: date) -> Answer:
    """The day a first-time stage is due on the fast track, never a day that has already gone."""
    fast = due_for(case, stage, after=started_on, is_repeat=False)
    earliest = add_school_days(today, 0, school_id=case.school_id)
    return max(fast, earliest, key=lambda answer: answer.on)
