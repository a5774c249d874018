"""Who stands with a school, from when to when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from portal.core.forms import DayField, PortalForm
from schools.links.models import CAPACITIES, Away, Link


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


class CoverForm(PortalForm):
    """When somebody is away, and at which of their schools the stand-in stands in."""

    starts_on = DayField(label="First day away", initial=timezone.localdate)
    ends_on = DayField(label="Last day away", help_text="The stand-in still stands in on this day")
    links = forms.MultipleChoiceField(
        label="At which schools",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one school"},
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=Away.choices,
        initial=Away.AWAY,
        help_text="Colleagues see it. Nothing about health belongs here",
    )

    def __init__(self, *args: Any, links: Iterable[Link], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links_by_key = {str(link.pk): link for link in links}
        named = [
            (key, f"{link.school.name}, {link.get_capacity_display().lower()}")
            for key, link in self.links_by_key.items()
        ]
        self.fields["links"].choices = named  # type: ignore[attr-defined]
        self.fields["links"].initial = list(self.links_by_key)

    def clean_links(self) -> list[Link]:
        return [self.links_by_key[key] for key in self.cleaned_data["links"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be on or after the first day")
        return cleaned


class EndCoverForm(PortalForm):
    ends_on = DayField(
        label="Last day of the cover",
        help_text="The stand-in still stands in on this day",
        initial=timezone.localdate,
    )
