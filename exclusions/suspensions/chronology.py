"""What suspensions tell in a pupil's chronology: recorded, and each step since."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone

from exclusions.suspensions.models import Step, Suspension
from exclusions.suspensions.packs.reasons import labels_of_all
from exclusions.suspensions.steps import STEPS
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil, handed_over


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Records this person may see, at their schools and in files handed over to them, in four queries."""
    about = Suspension.objects.filter(pupil__in=pupil.records).select_related("recorded_by")
    files = handed_over(user, pupil, Power.SEE_SUSPENSIONS)
    own = {record.pk: record for record in about.visible_to(user)}
    records = {record.pk: record for record in files.limit(about, "recorded_at")} | own
    steps = Step.objects.standing().filter(suspension__in=records).exclude(verb="correct")
    for step in steps.select_related("by"):
        record = records[step.suspension_id]
        if record.pk in own:
            yield replace(_line(record, step), url=record.get_absolute_url())
        elif files.holds(record.school_id, step.at):
            yield _line(record, step)


def _line(record: Suspension, step: Step) -> Happening:
    is_first = step.verb == "record"
    title = record.title if is_first else STEPS[step.verb].label
    return Happening(
        on=step.on or timezone.localdate(step.at),
        at=step.at,
        title=title,
        text=_why(record) if is_first else step.note,
        reference=record.reference,
        who=step.by.name,
    )


def _why(record: Suspension) -> str:
    labels = labels_of_all()
    reasons = "; ".join(labels.get(code, code) for code in record.reasons)
    return f"{reasons}\n{record.what_happened}".strip()


SOURCE = Source("suspensions", "Suspensions and exclusions", 22, happenings)
