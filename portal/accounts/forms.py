"""Signing in, and what a person changes about themselves."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms

from portal.core.forms import PortalForm


class ContactForm(PortalForm):
    """How colleagues and schools reach this person."""

    phone = forms.CharField(
        label="Direct phone",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "class": "govuk-input--width-20"}),
    )
    availability = forms.CharField(
        label="When you can be reached",
        help_text="For example, usually answers within the day",
        max_length=120,
        required=False,
    )


class SignInForm(LoginForm):
    """allauth's form in this portal's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["login"].error_messages["required"] = "Enter your email address"
        self.fields["password"].error_messages["required"] = "Enter your password"
        self.fields["password"].help_text = ""
