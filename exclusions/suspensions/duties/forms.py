"""Ticking a duty off, and taking that back."""

from typing import Any

from django import forms
from django.utils import timezone

from exclusions.suspensions.models import How
from portal.core.forms import DayField, LongText, PortalForm


class CarryOutForm(PortalForm):
    on = DayField(label="On which day was it done, or found not to be needed?", initial=timezone.localdate)
    how = forms.ChoiceField(
        label="How, or is it not needed?",
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was done"},
    )
    note = LongText(
        label="Anything to add",
        help_text="For example to whom the letter went; where it is not needed, why. Do not name the child.",
        rows=2,
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].error_messages["required"] = "Enter the day on which it was done"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == How.NOT_NEEDED and not cleaned.get("note", "").strip():
            self.add_error("note", "Write why it is not needed")
        return cleaned


class TakeBackForm(PortalForm):
    because = LongText(
        label="Why is it taken back?",
        help_text="What was entered is kept in the history below.",
        rows=2,
        max_length=500,
        error_messages={"required": "Write why it is taken back"},
    )
