"""What a sent concern says beyond the quick page, ready for its page and for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from exclusions.concerns.bodies import AREAS, SIDES, spots
from exclusions.concerns.models import BodyMark, Circumstances, Concern, ContextNote, OtherSubject

NUMBERED_MARK = tuple[int, float, float]


@dataclass(frozen=True)
class Figure:
    """One side of a body: the areas (ellipses), and the marks as number, across and down."""

    label: str
    areas: list[tuple[float, float, float, float]]
    marks: list[NUMBERED_MARK]


class Told:
    """In four queries, however much was said."""

    def __init__(self, concern: Concern) -> None:
        self.others: list[OtherSubject] = list(concern.other_subjects.all())
        self.contexts: list[ContextNote] = list(concern.context_notes.all())
        self.marks: list[BodyMark] = list(concern.body_marks.select_related("pupil"))
        self.said = Circumstances.objects.filter(concern=concern).first()

    @cached_property
    def lines(self) -> list[tuple[str, str]]:
        """(question, answer) of what was answered once; the author's view is told apart."""
        return [(question, answer) for question, answer in self._every_line() if answer]

    def _every_line(self) -> Iterator[tuple[str, str]]:
        said = self.said
        if said is None:
            return
        yield "Time of day", _together(said.get_time_of_day_display(), said.time_words)
        yield "Where", _together(said.get_place_kind_display(), said.place_words)
        yield "Others involved", said.others_involved
        yield "Parents or carers told", _together(said.get_parents_told_display(), said.parents_words)
        yield "Child asked what they want", _together(said.get_child_asked_display(), said.child_view)
        yield "What weighs most", said.get_weighs_most_display()

    @property
    def opinion(self) -> str:
        return self.said.opinion if self.said else ""

    @cached_property
    def figures(self) -> list[Figure]:
        """Both sides with the marks numbered as they are listed; none without marks."""
        return [self._figure(side, label) for side, label in SIDES.items()] if self.marks else []

    def _figure(self, side: str, label: str) -> Figure:
        numbered = [(number, mark) for number, mark in enumerate(self.marks, 1) if mark.side == side]
        places = [(number, *AREAS[mark.area].drawn(side)[:2]) for number, mark in numbered]
        return Figure(label, [area.drawn(side) for area in spots(side)], places)


def _together(*parts: str) -> str:
    return ": ".join(part for part in parts if part)
