"""What falls due next of a measure: worked out whenever it or the calendar changes, and told in time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from exclusions.measures.dues import Owed, next_of, owed, story_of
from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureQuerySet
from exclusions.measures.services.telling import owners, send
from schools.calendars.arithmetic import Calendar
from schools.calendars.services import calendar_for

# Far enough ahead that what falls due on a Monday is said on the Friday before.
SOON = timedelta(days=3)


def owed_of(measure: Measure, calendar: Calendar) -> list[Owed]:
    """Everything that is or was asked for, of a measure of its own kind."""
    return owed(spec_of(measure).rules, story_of(measure, measure.steps.all()), calendar)


def work_out(measure: Measure) -> bool:
    """Write what falls due next; gives back whether that changed. Needs a measure of its own kind."""
    following = next_of(owed_of(measure, calendar_for(measure.school_id)))
    what, on = (following.due.what[:200], following.due.by) if following else ("", None)
    if (measure.next_due, measure.next_due_on) == (what, on):
        return False
    measure.next_due, measure.next_due_on = what, on
    # By the common table alone, and without another revision: nobody has acted.
    Measure.objects.filter(pk=measure.pk).update(next_due=what, next_due_on=on)
    return True


def work_out_again() -> int:
    """Work out anew what is open, since term dates change; gives back how many changed. Safe to run twice."""
    return sum(_work_out(pk) for pk in list(Measure.objects.open().values_list("pk", flat=True)))


@transaction.atomic
def _work_out(pk: int) -> bool:
    measure = Measure.objects.select_for_update().get(pk=pk)
    own = spec_of(measure).model.objects.select_related("school", "pupil").get(pk=pk)
    return work_out(own)


def tell_of_dues() -> int:
    """Tell owners of what falls due in three days, and once of what is late; gives back how many notices.

    Safe to run twice: for which day people were told is written in the same transaction.
    """
    today = timezone.localdate()
    late = Measure.objects.overdue(today)
    soon = Measure.objects.filter(next_due_on__range=(today, today + SOON))
    told = _tell_all(late, "told_late_for", "late", "something is overdue.")
    return told + _tell_all(soon, "told_soon_for", "soon", "something falls due within three days.")


def _tell_all(rows: MeasureQuerySet, column: str, verb: str, words: str) -> int:
    keys = rows.values_list("pk", "next_due_on", column)
    return sum(_tell(pk, column, verb, words) for pk, due_on, told_for in list(keys) if due_on != told_for)


@transaction.atomic
def _tell(pk: int, column: str, verb: str, words: str) -> int:
    measure = Measure.objects.select_for_update().get(pk=pk)
    if measure.next_due_on is None or getattr(measure, column) == measure.next_due_on:
        return 0
    people = owners(measure)
    send(measure, verb, words, people)
    Measure.objects.filter(pk=pk).update(**{column: measure.next_due_on})
    return len(people)
