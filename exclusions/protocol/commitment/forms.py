"""Signing and withdrawing."""

from typing import Any

from django import forms
from django.utils import timezone

from portal.core.forms import DayField, LongText, PortalForm


class SignForm(PortalForm):
    head_name = forms.CharField(
        label="Name of the headteacher who signs",
        max_length=150,
        error_messages={"required": "Enter the headteacher’s name"},
    )
    chair_name = forms.CharField(
        label="Name of the chair of governors or trustees who signs",
        max_length=150,
        error_messages={"required": "Enter the chair’s name"},
    )
    signed_on = DayField(label="Signed on", initial=timezone.localdate)
    agreed = forms.BooleanField(
        label="Both have read the text above and sign it for the school",
        error_messages={"required": "Confirm that both have read the text and sign it"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].error_messages["required"] = "Enter the day of the signatures"


class WithdrawForm(PortalForm):
    because = LongText(
        label="Why is it withdrawn?",
        help_text="The authority reads this. What was signed is kept.",
        rows=3,
        max_length=500,
        error_messages={"required": "Write why it is withdrawn"},
    )
