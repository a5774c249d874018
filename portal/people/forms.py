"""Forms of the people room."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from portal.accounts.enums import Reach, Role
from portal.accounts.models import User
from portal.accounts.roles import ROLES, roles_reaching
from portal.core.forms import LongText, PortalForm

AUTHORITY_ROLES = [
    (role.value, f"{role.label}: {ROLES[role].description}") for role in roles_reaching(Reach.AUTHORITY)
]


class InviteForm(PortalForm):
    name = forms.CharField(
        label="Full name", max_length=120, error_messages={"required": "Enter the person’s full name"}
    )
    email = forms.EmailField(
        label="Work email address",
        help_text="The invitation goes there",
        error_messages={
            "required": "Enter the person’s work email address",
            "invalid": "Enter an email address in the form name@example.org",
        },
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    agency = forms.CharField(label="School or service they work for", max_length=120, required=False)
    phone = forms.CharField(label="Direct phone", max_length=40, required=False)
    roles = forms.MultipleChoiceField(
        label="Roles across the authority",
        help_text="Leave empty for school staff and link workers: their roles come from links to schools",
        choices=AUTHORITY_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                "Somebody with this email address is here already. Find them in the list of people: if their "
                "access has ended, you can give it again on their page."
            )
        return email

    def clean_roles(self) -> list[Role]:
        return [Role(code) for code in self.cleaned_data["roles"]]


class GrantForm(PortalForm):
    role = forms.ChoiceField(
        label="Role", choices=[("", "Choose a role")], error_messages={"required": "Choose a role"}
    )

    def __init__(self, *args: Any, held: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [r for r in roles_reaching(Reach.AUTHORITY) if r.value not in held]
        self.fields["role"].choices = [("", "Choose a role"), *[(r.value, r.label) for r in free]]  # type: ignore[attr-defined]


class EndAccessForm(PortalForm):
    reason = LongText(
        label="Why the access ends",
        help_text="For example, has left the school. Write nothing about a child.",
        rows=2,
        max_length=250,
        error_messages={"required": "Say why the access ends"},
    )


class ResetForm(PortalForm):
    reason = LongText(
        label="How you know that it is them, and what happened",
        help_text="For example, phone lost; I rang them on the number of their school.",
        rows=2,
        max_length=250,
        error_messages={"required": "Say how you know that it is them, and what happened"},
    )


class FirstPasswordForm(forms.Form):
    """Drawn field by field, so that the password can be shown."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three words that do not belong together work well.",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password"},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password
