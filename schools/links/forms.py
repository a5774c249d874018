"""Who stands with a school, from when to when."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from portal.core.forms import DayField, PortalForm
from schools.links.models import CAPACITIES


class LinkForm(PortalForm):
    capacity = forms.ChoiceField(
        label="What they do for the school",
        choices=CAPACITIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what this person does for the school"},
    )
    starts_on = DayField(label="First day", help_text="For example, 1 9 2026")
    ends_on = DayField(label="Last day (optional)", help_text="Leave empty until it is known", required=False)
    replaces = forms.BooleanField(
        label="If somebody else does this now, end their link the day before",
        required=False,
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="For administrators, for example why the link is short",
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be on or after the first day")
        return cleaned


class EndForm(PortalForm):
    ends_on = DayField(
        label="Last day", help_text="The link still holds on this day", initial=timezone.localdate
    )

    def __init__(self, *args: Any, starts_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.starts_on = starts_on

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.starts_on:
            first = f"{self.starts_on.day} {self.starts_on:%B %Y}"
            raise forms.ValidationError(f"The last day must be on or after the first day, {first}")
        return ends_on
