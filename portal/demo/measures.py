"""What happens at Northmere beside suspension: every kind of measure at the known school, in every state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from exclusions.measures.enums import MeasureKind, State
from exclusions.measures.kinds import KINDS
from exclusions.measures.looks.services import find_looks
from exclusions.measures.models import Measure, MeasureStep, Meeting
from exclusions.measures.services import work_out
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Duty, Suspension
from exclusions.suspensions.packs.pack import pack_for
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.world import FOR_THE_SCHOOL, World
from schools.pupils.enums import LeavingReason
from schools.pupils.models import Enrolment
from schools.register.models import School

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
MOVE = {
    "reasons": "A fresh start away from a group of friends, near the grandmother who helps.",
    "tried": "Mentor since spring, two terms of family support, an off-site direction in summer.",
    "pupil_view": "I know two people there already.",
    "risk": "Leaves the room when teased. Calms down when let out for five minutes. Reads well.",
}
AGREED: tuple[Told, ...] = (
    ("consent", -30, "", {"party": "parents", "evidence": "Signed form"}),
    ("consent", -30, "", {"party": "pupil", "evidence": "Said so at the meeting"}),
    ("ask", -25, "", {}),
    ("accept", -15, "Starts with a tutor of its own.", {}),
    ("plan", -10, "Tutor every morning; maths in the small group; Ms Hale is the adult to go to.", {}),
)
MOVED: tuple[Told, ...] = (*AGREED, ("move", 0, "", {}))
MOVES = (
    Story(MeasureKind.MOVE, -12, 0, MOVE, AGREED[:3]),
    Story(MeasureKind.MOVE, 25, 0, MOVE, (*MOVED, ("check_in", 20, "Settled, one row.", {"weeks": "4"}))),
    Story(MeasureKind.MOVE, 80, 0, MOVE, (*MOVED, ("sustain", 62, "Has friends, comes every day.", {}))),
)
PART_TIME = {
    "reason": "anxiety",
    "reasons": "Comes back step by step: an hour more every second week.",
    "sessions_a_week": 5,
    "pattern": "every morning",
    "agreed_by": "Mother",
    "pupil_view": "Mornings are all right.",
}
TIMETABLES = (
    Story(MeasureKind.TIMETABLE, 12, 20, PART_TIME),
    Story(MeasureKind.TIMETABLE, 38, 45, PART_TIME, (("review", 15, "Two mornings more.", {}),)),
)
APART = {
    "part": "harmed",
    "reasons": "Cannot be in the same corridor while it is looked into, and asks for it.",
    "alternatives": "Other classes and a companion: both were tried, and they met all the same.",
    "education": "Online lessons with the own class in the mornings, a tutor at the library after.",
    "led_by": "The designated safeguarding lead",
}
WENT_WELL = "Both have what they need: other classes, other breaks."
SEPARATIONS = (
    Story(
        MeasureKind.SEPARATION,
        4,
        5,
        APART,
        (("tell_parents", 0, "", {"how": "phone"}), ("educate", 0, "As planned.", {})),
    ),
    Story(
        MeasureKind.SEPARATION,
        60,
        8,
        {**APART, "part": "may_have"},
        (("end", 6, WENT_WELL, {"outcome": "other"}),),
    ),
)
STORIES = (*DIRECTIONS, *MOVES, *TIMETABLES, *SEPARATIONS)


class Measures:
    def __init__(self, world: World, place: Place, other: School) -> None:
        self.world, self.place, self.other = world, place, other
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
        if story.kind == MeasureKind.MOVE:
            recorded_on = min(days.back(first, 32), self.world.last_day)
        actor = self.world.somebody(self.place, FOR_THE_SCHOOL, recorded_on)
        spec = KINDS[story.kind]
        measure = spec.model.objects.create(
            reference=next(self.references),
            kind=story.kind,
            pupil=enrolment.pupil,
            school=self.place.school,
            starts_on=first,
            planned_end_on=days.add(first, story.lasts) if story.lasts else None,
            state=spec.first_state,
            year_group=enrolment.year_group,
            pack=pack_for(first).code,
            recorded_by_id=actor.user_id,
            recorded_as=actor.role.label,
            recorded_at=self.world.moment(recorded_on),
            **story.columns,
            **self._of_kind(story, first),
        )
        self._step(measure, 1, ("record", 0, "", {}), recorded_on, actor)
        for number, told in enumerate(story.steps, start=2):
            on = days.add(first, told[1]) if told[1] >= 0 else days.back(first, -told[1])
            self._step(measure, number, told, min(on, self.world.last_day), actor)
        measure.save()
        work_out(measure)
        return measure

    def _of_kind(self, story: Story, first: date) -> dict[str, Any]:
        """What depends on the day, or on the other school."""
        days = self.world.days_of(self.place)
        if story.kind == MeasureKind.MOVE:
            is_asked = any(verb == "ask" for verb, *_ in story.steps)
            return {"to_school": self.other, "shared_on": days.back(first, 25) if is_asked else None}
        if story.kind == MeasureKind.TIMETABLE:
            return {"agreed_on": days.back(first, 3), "review_on": days.add(first, 15)}
        return {}

    def _step(self, measure: Measure, number: int, told: Told, on: date, actor: Any) -> None:
        verb, _, note, detail = told
        spec = KINDS[measure.kind].step(verb)
        before = measure.state if number > 1 else ""
        if spec is not None:
            measure.state = spec.target or measure.state
            for column, source in spec.sets.items():
                value = {"on": on, "note": note, **detail}.get(source)
                setattr(measure, column, getattr(measure, column) if value is None else value)
            if verb == "move":
                self._change_roll(measure, on)
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

    def _change_roll(self, measure: Measure, on: date) -> None:
        """Off one roll and onto the other, as it was done then: nobody is told of it today."""
        last_day = on - timedelta(days=1)
        rows = Enrolment.objects.filter(pupil=measure.pupil, school=self.place.school, ends_on=None)
        rows.update(ends_on=last_day, leaving_reason=LeavingReason.MOVED, destination=self.other)
        Enrolment.objects.create(
            pupil=measure.pupil, school=self.other, year_group=measure.year_group, starts_on=on
        )

    def meet(self) -> None:
        """The meetings after the known school's latest suspensions, one of them late."""
        rows = Suspension.objects.standing().filter(school=self.place.school, kind=SuspensionKind.SUSPENSION)
        for number, suspension in enumerate(rows.filter(ends_on__lt=self.world.last_day)[1:4]):
            duty = Duty.objects.filter(suspension=suspension, code="reintegration").first()
            if duty is None or duty.by is None:
                continue
            on = min(duty.by + timedelta(days=2 if number else 0), self.world.last_day)
            actor = self.world.somebody(self.place, FOR_THE_SCHOOL, on)
            meeting = Meeting.objects.create(
                reference=next(self.references),
                kind=MeasureKind.MEETING,
                pupil_id=suspension.pupil_id,
                school=self.place.school,
                suspension=suspension,
                starts_on=on,
                due_on=duty.by,
                invited_on=suspension.starts_on,
                parents_came=number != 1,
                attended="Pupil, mother, head of year",
                pupil_view="I would like to sit somewhere else.",
                adjustments="Another seat in English; five minutes out of the room when asked for.",
                named_adult="Ms Hale",
                review_on=on + timedelta(days=14),
                year_group=suspension.year_group,
                pack=suspension.pack,
                recorded_by_id=actor.user_id,
                recorded_as=actor.role.label,
                recorded_at=self.world.moment(on),
            )
            self._step(meeting, 1, ("record", 0, "", {}), on, actor)
            work_out(meeting)


def take_measures(world: World, places: list[Place]) -> None:
    """At the known school only: elsewhere nobody looks."""
    other = next(place for place in places[1:] if place.band == "secondary")
    measures = Measures(world, places[0], other.school)
    for story in STORIES:
        measures.tell(story)
    measures.meet()
    find_looks(world.today)
