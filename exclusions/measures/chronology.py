"""What measures tell in a pupil's chronology: recorded, and each step since."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from exclusions.measures.enums import READERS, MeasureKind
from exclusions.measures.kinds import KINDS, spec_of
from exclusions.measures.models import Measure, MeasureQuerySet, MeasureStep
from portal.accounts.models import User
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil, handed_over


def _handed_over(user: User, pupil: Pupil, about: MeasureQuerySet, kind: MeasureKind) -> tuple[Any, Any]:
    """The files that reached this person, and the measures in them that such a reader may read."""
    files = handed_over(user, pupil, READERS[kind])
    is_separation = kind == MeasureKind.SEPARATION
    rows = about.filter(kind=kind) if is_separation else about.exclude(kind=MeasureKind.SEPARATION)
    return files, files.limit(rows.not_sealed_from(user), "recorded_at")


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Records this person may see, at their schools and in files handed over to them, in four queries."""
    about = Measure.objects.of_pupil(pupil).standing().filter(kind__in=KINDS)
    own = {row.pk: row for row in about.visible_to(user)}
    received: dict[int, tuple[Measure, Any]] = {}
    for kind in (MeasureKind.DIRECTION, MeasureKind.SEPARATION):
        files, rows = _handed_over(user, pupil, about, kind)
        received |= {row.pk: (row, files) for row in rows}
    keys = [*own, *received]
    for step in MeasureStep.objects.filter(measure__in=keys).exclude(verb="correct").select_related("by"):
        if step.measure_id in own:
            measure = own[step.measure_id]
            yield replace(_line(measure, step), url=measure.get_absolute_url())
        else:
            measure, files = received[step.measure_id]
            if files.holds(measure.school_id, step.at):
                yield _line(measure, step)


def _line(measure: Measure, step: MeasureStep) -> Happening:
    kind = spec_of(measure)
    spec = kind.step(step.verb)
    title = f"{kind.label}: {spec.label.lower()}" if spec else f"{kind.label} recorded"
    is_first = step.verb == "record" and measure.starts_on
    return Happening(
        on=measure.starts_on if is_first and measure.starts_on else step.on,
        at=step.at,
        title=title,
        text=step.note,
        reference=measure.reference,
        who=step.by.name,
    )


SOURCE = Source("measures", "Moves, directions and separations", 23, happenings)
