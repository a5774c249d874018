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
    """Whether the fast track holds: an urgent case, or a head who considers permanent exclusion."""
    return case.is_urgent or case.head_considering_exclusion


def due_for(case: Case, stage: Stage, *, after: date, is_repeat: bool) -> Answer:
    """The day a stage is due that begins once the one before ended on `after`.

    A stage that comes again counts its `repeat_days` from then, wherever its first time counted from.
    """
    fast = stage.fast_days if is_fast(case) else None
    days = stage.days if fast is None else fast
    if is_repeat:
        days = fast or stage.repeat_days or stage.days
        return add_school_days(after, days, school_id=case.school_id)
    start = alerted_on(case) if stage.count_from == CountFrom.ALERT else after
    return add_school_days(start, days, school_id=case.school_id)


def sooner_for_head(case: Case, stage: Stage, *, today: date) -> Answer:
    """The day a first-time stage is due on the fast track, never a day that has already gone."""
    fast = due_for(case, stage, after=today, is_repeat=False)
    earliest = add_school_days(today, 0, school_id=case.school_id)
    return max(fast, earliest, key=lambda answer: answer.on)
