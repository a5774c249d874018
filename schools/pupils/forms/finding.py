"""Looking for a pupil, and adding one who is not in the list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.core.forms import DayField, PortalForm
from schools.pupils.models import YEAR_GROUPS
from schools.pupils.upn import tidy_upn, validate_upn
from schools.pupils.words import LONGEST_SEARCH
from schools.pupils.years import may_be_a_pupil


class SearchForm(PortalForm):
    words = forms.CharField(
        label="Who is it about?",
        help_text="Name, date of birth or UPN. For example, Sam Rowan or 14/3/2013",
        max_length=LONGEST_SEARCH,
        error_messages={"required": "Enter a name, a date of birth or a UPN"},
    )


class NewPupilForm(PortalForm):
    """The least that tells one child from another."""

    forename = forms.CharField(
        label="First name", max_length=100, error_messages={"required": "Enter the pupil’s first name"}
    )
    surname = forms.CharField(
        label="Last name", max_length=100, error_messages={"required": "Enter the pupil’s last name"}
    )
    born_on = DayField(label="Date of birth", help_text="For example, 14 3 2013")
    year_group = forms.ChoiceField(
        label="Year group",
        choices=[("", "Choose one"), *YEAR_GROUPS],
        error_messages={"required": "Choose the pupil’s year group"},
    )
    upn = forms.CharField(
        label="UPN (optional)",
        help_text="A letter, 11 numbers and a final number or letter. Leave it empty if you do not have it.",
        required=False,
        max_length=40,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"].error_messages["required"] = "Enter the pupil’s date of birth"

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        if not may_be_a_pupil(born_on, timezone.localdate()):
            raise ValidationError("Enter the date of birth of a school pupil. Check the year.", code="age")
        return born_on

    def clean_upn(self) -> str:
        upn = tidy_upn(self.cleaned_data["upn"])
        if upn:
            validate_upn(upn)
        return upn
