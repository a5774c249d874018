"""Forms of "Add more detail": small, and nothing in them has to be answered."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from exclusions.concerns.bodies import AREAS, SIDES
from exclusions.concerns.enums import Context, Injury, OtherKind, PlaceKind, TimeOfDay, YesNo
from exclusions.concerns.forms import long_words
from portal.core.forms import PortalForm
from schools.pupils.models import Pupil

NOT_LISTED = "Choose one from the list"


def _choice(label: str, kind: Any, help_text: str = "", empty: str = "Not given") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[("", empty), *kind.choices],
        required=False,
        error_messages={"invalid_choice": NOT_LISTED},
    )


def _yes_or_no(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=YesNo.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Answer yes or no"},
    )


def _line(label: str, help_text: str = "", longest: int = 200) -> forms.CharField:
    line = forms.CharField(label=label, help_text=help_text, max_length=longest, required=False)
    for validator in line.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = f"Shorten this to {longest} characters"
    # A browser would silently cut what is pasted.
    line.widget.attrs.pop("maxlength", None)
    return line


class MeaningForm(PortalForm):
    opinion = long_words(
        "What do you make of it?",
        "Your view, and what it rests on. It is kept apart from what was seen, heard and said.",
        rows=5,
    )


class PlaceForm(PortalForm):
    time_of_day = _choice("Time of day", TimeOfDay)
    time_words = _line("More exactly", "For example, 8.40 or after the second lesson", 100)
    place_kind = _choice("Where", PlaceKind)
    place_words = _line("Which one", "For example, the toilets beside the gym, or the name of the app")


class PeopleForm(PortalForm):
    others_involved = long_words(
        "Who else was involved?",
        "People who are not pupils of the school: names or how they are known, and how they come into it. "
        "For a worry about a member of staff, use your school’s own procedure instead.",
        rows=5,
    )


class ContextsForm(PortalForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in Context.choices:
            self.fields[f"context_{code}"] = long_words(label, "", rows=2)
        self.fields["weighs_most"] = _choice("Which weighs most?", Context, empty="Not sure")


class ViewsForm(PortalForm):
    parents_told = _yes_or_no("Have parents or carers been told?")
    parents_words = long_words("What do they say? If they were not told, why not?", "", rows=3)
    child_asked = _yes_or_no("Has the child been asked what they want to happen?")
    child_view = long_words("What do they want? If they were not asked, why not?", "", rows=3)


class OtherForm(PortalForm):
    """A group, a place, an online space or the school itself. Empty, it is none."""

    kind = _choice("What is it?", OtherKind, empty="Choose one")
    name = _line("Its name", "As people at your school call it. Leave it empty for the school itself.")
    words = long_words("What should we know about it?", "", rows=2)

    @property
    def is_empty(self) -> bool:
        return not any(self[name].value() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_empty:
            return cleaned
        if not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", "Say what it is")
        if not cleaned.get("name") and cleaned.get("kind") != OtherKind.SCHOOL and "name" not in self.errors:
            self.add_error("name", "Write its name")
        return cleaned


def area_words(code: str) -> str:
    """`Left hand, back` for `back:left_hand`; nothing for an area that is none."""
    side, _, area = code.partition(":")
    known = area in AREAS and side in AREAS[area].sides
    return f"{AREAS[area].label}, {SIDES[side].lower()}" if known else ""


class MarkForm(PortalForm):
    """One mark on a body. Whose body is asked where it is not plain: a mark never moves to another child."""

    area = forms.CharField(widget=forms.HiddenInput)
    pupil = forms.ChoiceField(
        label="Who has it?",
        error_messages={"required": "Choose who has this mark", "invalid_choice": "Choose who has this mark"},
    )
    injury = forms.ChoiceField(
        label="What is it?",
        choices=[("", "Choose one"), *Injury.choices],
        error_messages={"required": "Choose what it is", "invalid_choice": NOT_LISTED},
    )
    words = long_words(
        "What did you see?",
        "Size, colour, shape. What you saw, not what you think caused it.",
        rows=2,
        missing="Write what you saw",
    )
    seen = _line("When, and who saw it", "For example, today at 9.10, Ms Hall")

    def __init__(self, *args: Any, pupils: list[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {pupil.reference: pupil for pupil in pupils}
        field = self.fields["pupil"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- stated above
        field.choices = [("", "Choose one"), *((p.reference, p.full_name) for p in pupils)]
        if [self["pupil"].value()] == list(self.pupils):
            field.widget = forms.HiddenInput()

    @property
    def place(self) -> str:
        return area_words(self["area"].value() or "")

    @property
    def is_empty(self) -> bool:
        return not self.place

    def answers(self) -> dict[str, Any]:
        """By the columns of BodyMark."""
        cleaned = self.cleaned_data
        side, _, area = cleaned["area"].partition(":")
        said = {name: cleaned[name] for name in ("injury", "words", "seen")}
        return {**said, "side": side, "area": area, "pupil": self.pupils[cleaned["pupil"]]}
