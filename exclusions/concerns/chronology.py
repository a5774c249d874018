"""What concerns tell in a pupil's chronology: what was raised, what was said since, what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from exclusions.concerns.enums import EntryKind, Part
from exclusions.concerns.models import Concern, ConcernQuerySet, ConcernSubject, Entry, Triage
from exclusions.concerns.reading import OF_THE_SCHOOL, READ_WITH, SAID
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import HandedOver, Pupil, handed_over


@dataclass(frozen=True)
class Told:
    """A pupil's concerns as one person reads them: at their schools, and in files handed over to them."""

    user: User
    pupil: Pupil

    def happenings(self) -> Iterator[Happening]:
        concerns = {concern.pk: concern for concern in self._concerns()}
        for concern in concerns.values():
            yield self._raised(concern)
        entries = Entry.objects.filter(concern__in=concerns, kind__in=SAID)
        for entry in entries.select_related("author"):
            concern = concerns[entry.concern_id]
            if self._reads(concern, entry):
                yield self._line(concern, entry.get_kind_display(), entry.body, entry.author, entry.at)
        for triage in Triage.objects.filter(on_concern__in=concerns).select_related("decided_by"):
            concern, at = concerns[triage.on_concern_id], triage.decided_at
            if self._is_own(concern) or self._files.holds(concern.school_id, at):
                ended = f" ({triage.get_ended_how_display().lower()} later)" if triage.ended_how else ""
                decision = f"Decided: {triage.get_decision_display()}{ended}"
                yield self._line(concern, decision, triage.reply, triage.decided_by, at)

    @cached_property
    def _files(self) -> HandedOver:
        return self._files_read_with(Power.SEE_CONCERNS)

    def _files_read_with(self, power: Power) -> HandedOver:
        return handed_over(self.user, self.pupil, power)

    def _concerns(self) -> ConcernQuerySet:
        about = Concern.objects.about(self.pupil)
        own, handed = about.visible_to(self.user), self._files.limit(about.unsealed(), "raised_at")
        subjects = ConcernSubject.objects.select_related("pupil")
        rows = (own | handed).select_related("raised_by")
        return rows.prefetch_related(Prefetch("subjects", subjects))

    def _is_own(self, concern: Concern) -> bool:
        return concern.school_id in standing_of(self.user).scope(Power.SEE_CONCERNS)

    def _reads(self, concern: Concern, entry: Entry) -> bool:
        """What this person reads at the concern's school, or at a school to which the file has gone."""
        kind = EntryKind(entry.kind)
        if concern.school_id in standing_of(self.user).scope(READ_WITH[kind]):
            return True
        return kind in OF_THE_SCHOOL and self._files_read_with(READ_WITH[kind]).holds(
            concern.school_id, entry.at
        )

    def _raised(self, concern: Concern) -> Happening:
        own = next(s for s in concern.subjects.all() if s.pupil.child_id == self.pupil.child_id)
        part = "" if own.part == Part.ABOUT else f" ({own.get_part_display().lower()})"
        words = [concern.what_happened, f"“{concern.child_words}”" if concern.child_words else ""]
        words.append(_cross_reference(concern, own))
        title = f"Concern: {', '.join(concern.category_labels).lower() or 'raised'}{part}"
        text = "\n\n".join(part for part in words if part)
        line = self._line(concern, title, text, concern.raised_by, concern.raised_at)
        return replace(line, on=concern.happened_on or line.on)

    def _line(self, concern: Concern, title: str, text: str, who: User, at: datetime) -> Happening:
        return Happening(
            on=timezone.localdate(at),
            at=at,
            title=title,
            text=text,
            reference=concern.reference,
            # A handed-over record is read here: its own page names others and stays with its school.
            url=concern.get_absolute_url() if self._is_own(concern) else "",
            who=who.name,
        )


def _cross_reference(concern: Concern, own: ConcernSubject) -> str:
    """Where the records of the others are: by reference, since this record is one child's (domain.md 8.2)."""
    others = [s.pupil.reference for s in concern.subjects.all() if s.pk != own.pk]
    return f"See also the records of {', '.join(others)}." if others else ""


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Concerns this person may read, in five queries. The reasons of a decision stay on its own page."""
    return Told(user, pupil).happenings()


SOURCE = Source("concerns", "Concerns", 10, happenings)
