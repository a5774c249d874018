"""Answering an item of the evidence list."""

from typing import Any

from django import forms
from django.utils import timezone

from exclusions.outcomes.enums import EvidenceState
from exclusions.outcomes.services import Answered
from portal.core.forms import DayField, LongText, PortalForm
from portal.files.checks import allowed_words


class AnswerForm(PortalForm):
    state = forms.ChoiceField(
        label="Was it done?",
        choices=EvidenceState.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it was done"},
    )
    why = LongText(
        label="What was done and what did it change, or why was it not?",
        help_text="Facts that governors can follow. Do not write what a safeguarding concern says.",
        required=False,
    )
    on = DayField(label="When was it done?", required=False)
    document = forms.FileField(
        label="A document that shows it (optional)",
        help_text=f"{allowed_words()}. Everyone who reads this case can open it. If the page shows an error, "
        "choose it again.",
        required=False,
        error_messages={"empty": "The file is empty. Choose it again."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on: Any = self.fields["on"]
        on.latest = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state == EvidenceState.DONE and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the day on which it was done")
        if state in (EvidenceState.NOT_DONE, EvidenceState.NOT_APPLICABLE) and not cleaned.get("why"):
            how = EvidenceState(state).label.lower()
            self.add_error("why", f"Write why it is {'not applicable' if 'applic' in how else 'not done'}")
        return cleaned

    def said(self) -> Answered:
        cleaned = self.cleaned_data
        return Answered(EvidenceState(cleaned["state"]), cleaned["why"], cleaned["on"])


class TakeOutForm(PortalForm):
    because = LongText(
        label="Why is it taken out?",
        help_text="For example, it is about another pupil. Nobody can open it then.",
        rows=2,
        max_length=500,
        error_messages={"required": "Write why it is taken out"},
    )
