"""Letting a system in."""

from datetime import date

from django import forms
from django.utils import timezone

from portal.api.enums import Event, Scope
from portal.api.services import LONGEST
from portal.core.forms import DayField, PortalForm
from portal.core.public_addresses import why_not_callable


class TokenForm(PortalForm):
    system = forms.CharField(
        label="Name of the system",
        help_text="For example, Children’s services records. It stands in the audit trail",
        max_length=50,
        error_messages={"required": "Enter the name of the system"},
    )
    contact = forms.CharField(
        label="Who looks after it",
        help_text="Name and work telephone or email address",
        max_length=120,
        error_messages={"required": "Enter who looks after the system"},
    )
    scopes = forms.MultipleChoiceField(
        label="What it may read",
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it may read"},
    )
    expires_on = DayField(
        label="Last day",
        help_text="At most a year from now. Make a new token before that day",
    )

    def clean_expires_on(self) -> date:
        last: date = self.cleaned_data["expires_on"]
        if not timezone.localdate() <= last <= timezone.localdate() + LONGEST:
            raise forms.ValidationError("The last day must be from today to a year from now")
        return last


class WebhookForm(PortalForm):
    system = forms.CharField(
        label="Name of the system",
        max_length=50,
        error_messages={"required": "Enter the name of the system"},
    )
    address = forms.CharField(
        label="Address",
        help_text="It begins with https:// and lies outside the portal’s own network",
        max_length=300,
        error_messages={"required": "Enter the address"},
    )
    events = forms.MultipleChoiceField(
        label="What it is told of",
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it is told of"},
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        why_not = why_not_callable(address)
        if why_not:
            raise forms.ValidationError(why_not)
        return address
