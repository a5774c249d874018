"""The steps of "Add more detail": each a small page on the same draft, none of which has to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.forms import BoundField
from django.urls import reverse

from exclusions.concerns import content as parts
from exclusions.concerns.content import PART, Content, Fields, as_post
from exclusions.concerns.detail_forms import (
    ContextsForm,
    MarkForm,
    MeaningForm,
    OtherForm,
    PeopleForm,
    PlaceForm,
    ViewsForm,
)
from exclusions.concerns.enums import Context, OtherKind, Part
from exclusions.concerns.models import Draft
from portal.core.forms import PortalForm
from schools.pupils.models import Pupil

FormType = TypeVar("FormType", bound=PortalForm)


@dataclass(frozen=True)
class Step:
    """One page: its address, title and fields. `form`: the form of a page that has just one."""

    slug: str
    title: str
    fields: Fields
    form: type[PortalForm] | None = None


SUBJECTS = Step("others", "A group, a place, an online space or the school itself", parts.SUBJECTS)
BODY = Step("body", "Injuries you have seen", parts.BODY)
DETAILS = (
    Step("meaning", "What you make of it", parts.MEANING, MeaningForm),
    Step("place", "Time of day and place", parts.PLACE, PlaceForm),
    Step("people", "Others involved", parts.PEOPLE, PeopleForm),
    Step("contexts", "Home, friends, school, neighbourhood, online", parts.CONTEXTS, ContextsForm),
    Step("views", "What parents and the child say", parts.VIEWS, ViewsForm),
    BODY,
)
STEPS = {step.slug: step for step in (SUBJECTS, *DETAILS)}


@dataclass
class Detail:
    """The details of one draft, as forms: what is written, what is wrong, what will be sent.

    `is_checked`: say what is wrong with what is written.
    """

    draft: Draft
    content: Content
    pupils: list[Pupil]
    is_checked: bool = True

    def has_subject(self) -> bool:
        """A concern is about a pupil, or about a group, a place, an online space or the school."""
        return bool(self.pupils or self.other_subjects())

    def part_of(self, pupil: Pupil) -> str:
        """The part chosen for a pupil; the concern is about them where none was."""
        chosen = self.content.get(PART + pupil.reference, "")
        return chosen if chosen in Part.values else Part.ABOUT

    def forms_of(self, step: Step) -> list[Any]:
        """The forms of a step that hold something, and that of a page that has just one."""
        if step.form is not None:
            return [self._form(step.form)]
        forms: list[Any] = (
            [self.other(number) for number in self._used("other", parts.MOST_OTHERS)]
            if step is SUBJECTS
            else [self.mark(number) for number in self._used("mark", parts.MOST_MARKS)]
        )
        return [form for form in forms if not form.is_empty]

    def other(self, number: int) -> OtherForm:
        return self._form(OtherForm, prefix=f"other_{number}")

    def mark(self, number: int) -> MarkForm:
        return self._form(MarkForm, prefix=f"mark_{number}", pupils=self.pupils)

    def _used(self, prefix: str, most: int) -> list[int]:
        """The numbers under which something is written: most drafts have none, and a form costs time."""
        begun = {name.partition("-")[0] for name in self.content}
        return [number for number in range(1, most + 1) if f"{prefix}_{number}" in begun]

    def free(self, prefix: str, most: int) -> int | None:
        """The first number under which nothing is written."""
        used = self._used(prefix, most)
        return next((number for number in range(1, most + 1) if number not in used), None)

    def _form(self, kind: type[FormType], prefix: str = "", **more: Any) -> FormType:
        if self.is_checked:
            return kind(as_post(self.content), prefix=prefix or None, **more)
        start = f"{prefix}-" if prefix else ""
        own = {n.removeprefix(start): value for n, value in self.content.items() if n.startswith(start)}
        return kind(initial=own, prefix=prefix or None, **more)

    def with_mark(self, area: str) -> Content:
        """The content with one mark more, while there is room."""
        number = self.free("mark", parts.MOST_MARKS)
        if number is None:
            return self.content
        whose = self.pupils[0].reference if len(self.pupils) == 1 else ""
        return {**self.content, f"mark_{number}-area": area, f"mark_{number}-pupil": whose}

    def is_begun(self, step: Step) -> bool:
        return any(step.fields.own(name) for name in self.content)

    def errors_of(self, step: Step) -> list[tuple[str, str]]:
        """(anchor on the step's page, message)."""
        if not self.is_begun(step):
            return []
        return [
            (f"id_{form.add_prefix(name)}", str(error))
            for form in self.forms_of(step)
            for name, errors in form.errors.items()
            for error in errors
        ]

    def tasks(self) -> list[dict[str, Any]]:
        """The task list of the draft's page."""
        return [
            {
                "title": step.title,
                "url": reverse("concerns:detail_step", args=[self.draft.reference, step.slug]),
                "slug": step.slug,
                "is_begun": self.is_begun(step),
                "has_mistake": bool(self.errors_of(step)),
            }
            for step in DETAILS
            if step is not BODY or self.pupils or self.is_begun(BODY)
        ]

    def told(self) -> list[tuple[Step, list[tuple[str, str]]]]:
        """Each step that was begun, with what was said in it: (question, answer), in words."""
        begun = [step for step in DETAILS if self.is_begun(step)]
        return [(step, [line for form in self.forms_of(step) for line in said_in(form)]) for step in begun]

    def problems(self) -> Iterator[tuple[str, str]]:
        """What to mend before sending: (anchor on the draft's page, message)."""
        for step in STEPS.values():
            for _, message in self.errors_of(step):
                anchor = "pupils" if step is SUBJECTS else f"detail-{step.slug}"
                yield anchor, f"{step.title}: {message}"

    def other_subjects(self) -> list[dict[str, Any]]:
        """What else it is about, by the columns of OtherSubject; only what has a kind and a name."""
        told = [form.cleaned_data for form in self.forms_of(SUBJECTS) if form.is_valid()]
        return [{**other, "name": other["name"] or self._own_name(other)} for other in told]

    def _own_name(self, other: dict[str, Any]) -> str:
        return self.draft.school.name if other["kind"] == OtherKind.SCHOOL else ""

    def circumstances(self) -> dict[str, str]:
        """By the columns of Circumstances; empty where nothing was said."""
        one_each = [step for step in DETAILS if step.form]
        said: dict[str, str] = {}
        for form in (form for step in one_each for form in self.forms_of(step) if form.is_valid()):
            said |= {n: v for n, v in form.cleaned_data.items() if v and not n.startswith("context_")}
        return said

    def contexts(self) -> dict[str, str]:
        """Words by context."""
        form = self._form(ContextsForm)
        said = form.cleaned_data if form.is_valid() else {}
        words = {context: said.get(f"context_{context}", "") for context in Context.values}
        return {context: text for context, text in words.items() if text}

    def body_marks(self) -> list[dict[str, Any]]:
        """By the columns of BodyMark."""
        return [form.answers() for form in self.forms_of(BODY) if form.is_valid()]


def said_in(form: PortalForm) -> Iterator[tuple[str, str]]:
    """Questions and answers of a filled form, in words; a mark on a body is one line."""
    answers = [(str(field.label), _answer(field)) for field in form if field.value()]
    if isinstance(form, MarkForm):
        yield form.place, ". ".join(answer for _, answer in answers[1:])
    else:
        yield from answers


def _answer(field: BoundField) -> str:
    """What was chosen, by its label, or what was typed."""
    value = str(field.value())
    return str(dict(getattr(field.field, "choices", ())).get(value, value))
