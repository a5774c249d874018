"""What judgements and warnings tell in a pupil's chronology."""

from collections.abc import Iterator

from django.utils import timezone

from exclusions.risk.models import RiskView, WarningNote
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil, handed_over


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Those this person may see, at their schools and in files handed over, in four queries."""
    files = handed_over(user, pupil, Power.SEE_CONCERNS)
    views = RiskView.objects.filter(pupil__in=pupil.records)
    for view in (views.visible_to(user) | files.limit(views, "at")).select_related("judged_by"):
        title = f"Risk of {view.get_harm_display().lower()}: {view.get_level_display().lower()}"
        yield Happening(
            on=timezone.localdate(view.at),
            at=view.at,
            title=title,
            text=_words(view),
            reference=view.reference,
            who=view.judged_by.name,
        )
    notes = WarningNote.objects.filter(pupil__in=pupil.records)
    for note in (notes.visible_to(user) | files.limit(notes, "written_at")).select_related("written_by"):
        yield Happening(
            on=timezone.localdate(note.written_at),
            at=note.written_at,
            title="Warning",
            text=note.text,
            reference=note.reference,
            who=note.written_by.name,
        )


def _words(view: RiskView) -> str:
    parts = [view.rationale]
    if view.factor_labels:
        parts.append(f"What weighs: {'; '.join(view.factor_labels)}")
    if view.strength_labels:
        parts.append(f"Strengths: {'; '.join(view.strength_labels)}")
    return "\n\n".join(parts)


SOURCE = Source("risk", "Risk and warnings", 15, happenings)
