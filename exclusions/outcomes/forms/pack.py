"""What a pack holds, whom it is for, and why it is made."""

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from exclusions.outcomes.pack.parts import PARTS, Part
from portal.core.forms import PurposeForm

READERS = (
    ("head", "The headteacher"),
    ("governors", "The governing board"),
    ("panel", "The independent review panel"),
)


class PackForm(PurposeForm):
    reader = forms.ChoiceField(
        label="Who is it for?",
        choices=READERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is for"},
    )
    parts = forms.MultipleChoiceField(
        label="What should it hold?",
        help_text="What you leave out is named on the first page.",
        choices=[Choice(part.code, part.label, hint=part.hint) for part in PARTS],
        initial=[part.code for part in PARTS if part.is_chosen],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one part"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["reader", "parts", "purpose"])

    def chosen(self) -> list[Part]:
        """The parts in the order of the pack, whatever order they were sent in."""
        return [part for part in PARTS if part.code in self.cleaned_data["parts"]]

    def reader_words(self) -> str:
        return dict(READERS)[self.cleaned_data["reader"]]
