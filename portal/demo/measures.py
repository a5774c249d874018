"""What happens at Northmere beside suspension: every kind of measure at the known school, in every state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from exclusions.measures.enums import MeasureKind, State
from exclusions.measures.kinds import KINDS
from exclusions.measures.models import Measure, MeasureStep
from exclusions.measures.services import work_out
from exclusions.suspensions.packs.pack import pack_for
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.world import FOR_THE_SCHOOL, World
from schools.pupils.models import Enrolment

# (verb, school days after the first, note, what its form asks besides)
Told = tuple[str, int, str, dict[str, Any]]


@dataclass(frozen=True)
class Story:
    """One measure: begun so many school days ago, planned for so many, with what happened since."""

    kind: MeasureKind
    days_ago: int
    lasts: int
    columns: dict[str, Any]
    steps: tuple[Told, ...] = ()


NOTICE: Told = ("tell_parents", -4, "", {"how": "letter"})
ELSEWHERE = {
    "host": "Riverside Centre",
    "address": "1 Water Lane\nNorthmere",
    "report_to": "Mr Lee",
    "session_starts": time(9),
    "session_ends": time(15),
    "breaks": "10:45 to 11:00 and 12:30 to 13:10",
    "reasons": "Lessons end in rows although a mentor has helped since September.",
    "objectives": "Stays in lessons for a whole day; asks for a break in words.",
    "pupil_view": "I want to come back and be with my friends.",
    "review_weeks": 4,
}
FOUND = "Has been to every session. Maths still ends early: a quieter room is tried."
DIRECTIONS = (
    Story(MeasureKind.DIRECTION, 40, 46, {**ELSEWHERE, "sessions": 92}, (NOTICE, ("review", 18, FOUND, {}))),
    Story(MeasureKind.DIRECTION, -3, 30, {**ELSEWHERE, "sessions": 60}),
    Story(
        MeasureKind.DIRECTION,
        90,
        40,
        {**ELSEWHERE, "sessions": 80},
        (NOTICE, ("review", 19, FOUND, {}), ("end", 39, "Both objectives were met.", {"outcome": "met"})),
    ),
)


class Measures:
    def __init__(self, world: World, place: Place) -> None:
        self.world, self.place = world, place
        self.rng = Random(f"measures {world.today}")  # noqa: S311 -- invented people
        self.references = References("M", 6, self.rng)
        self.enrolments = self._enrolments()

    def _enrolments(self) -> Iterator[Enrolment]:
        """Pupils of the known school's middle years, each once."""
        rows = Enrolment.objects.active(self.world.today).filter(school=self.place.school, ends_on=None)
        rows = rows.filter(starts_on__lt=self.world.today - timedelta(days=200))
        yield from rows.select_related("pupil").order_by("pk")[40:400:7]

    def tell(self, story: Story) -> Measure:
        days, enrolment = self.world.days_of(self.place), next(self.enrolments)
        today = self.world.today
        first = days.back(today, story.days_ago) if story.days_ago > 0 else days.add(today, -story.days_ago)
        recorded_on = min(days.back(first, 5), self.world.last_day)
        actor = self.world.somebody(self.place, FOR_THE_SCHOOL, recorded_on)
        spec = KINDS[story.kind]
        measure = spec.model.objects.create(
            reference=next(self.references),
            kind=story.kind,
            pupil=enrolment.pupil,
            school=self.place.school,
            starts_on=first,
            planned_end_on=days.add(first, story.lasts),
            year_group=enrolment.year_group,
            pack=pack_for(first).code,
            recorded_by_id=actor.user_id,
            recorded_as=actor.role.label,
            recorded_at=self.world.moment(recorded_on),
            **story.columns,
        )
        self._step(measure, 1, ("record", 0, "", {}), recorded_on, actor)
        for number, told in enumerate(story.steps, start=2):
            on = days.add(first, told[1]) if told[1] >= 0 else days.back(first, -told[1])
            self._step(measure, number, told, min(on, self.world.last_day), actor)
        measure.save()
        work_out(measure)
        return measure

    def _step(self, measure: Measure, number: int, told: Told, on: date, actor: Any) -> None:
        verb, _, note, detail = told
        spec = KINDS[measure.kind].step(verb)
        before = measure.state if number > 1 else ""
        if spec is not None:
            measure.state = spec.target or measure.state
            for column, source in spec.sets.items():
                value = on if source == "on" else detail.get(source)
                setattr(measure, column, getattr(measure, column) if value is None else value)
        MeasureStep.objects.create(
            measure_id=measure.pk,
            number=number,
            verb=verb,
            on=on,
            detail=detail,
            note=note,
            before=before,
            after=State(measure.state),
            by_id=actor.user_id,
            capacity=actor.role.label,
            at=max(measure.recorded_at, self.world.moment(on)),
        )


def take_measures(world: World, places: list[Place]) -> None:
    """At the known school only: elsewhere nobody looks."""
    measures = Measures(world, places[0])
    for story in DIRECTIONS:
        measures.tell(story)
