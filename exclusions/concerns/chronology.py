"""What concerns tell in a pupil's chronology: what was raised, what was said since, what was decided."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, Entry, Triage
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Concerns this person may read, in three queries. The reasons of a decision stay on its own page."""
    rows = Concern.objects.visible_to(user).about(pupil).select_related("raised_by")
    concerns = {concern.pk: concern for concern in rows}
    for concern in concerns.values():
        yield _raised(concern)
    triage_here = standing_of(user).scope(Power.TRIAGE)
    for entry in _entries(concerns):
        concern = concerns[entry.concern_id]
        if entry.kind != EntryKind.INTERNAL or concern.school_id in triage_here:
            yield _line(concern, entry.get_kind_display(), entry.body, entry.author, entry.at)
    for triage in Triage.objects.filter(concern__in=concerns).select_related("decided_by"):
        decision = f"Decided: {triage.get_decision_display().lower()}"
        concern = concerns[triage.concern_id]
        yield _line(concern, decision, triage.reply, triage.decided_by, triage.decided_at)


def _raised(concern: Concern) -> Happening:
    words = [concern.what_happened, f"“{concern.child_words}”" if concern.child_words else ""]
    return Happening(
        on=concern.happened_on or timezone.localdate(concern.raised_at),
        at=concern.raised_at,
        title=f"Concern: {', '.join(concern.category_labels).lower() or 'raised'}",
        text="\n\n".join(part for part in words if part),
        reference=concern.reference,
        url=concern.get_absolute_url(),
        who=concern.raised_by.name,
    )


def _line(concern: Concern, title: str, text: str, who: User, at: datetime) -> Happening:
    return Happening(
        on=timezone.localdate(at),
        at=at,
        title=title,
        text=text,
        reference=concern.reference,
        url=concern.get_absolute_url(),
        who=who.name,
    )


def _entries(concerns: dict[int, Concern]) -> Iterator[Entry]:
    """What was said. That somebody took or decided a concern is no happening of the child's own."""
    said = Entry.objects.filter(concern__in=concerns).exclude(kind=EntryKind.STATUS)
    yield from said.select_related("author")


SOURCE = Source("concerns", "Concerns", 10, happenings)
