"""What was found, papers, and taking them out."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from exclusions.suspensions.desk.meetings import OCCASION_OF
from exclusions.suspensions.forms.fields import day_field
from exclusions.suspensions.models import Occasion, Provision, ProvisionKind
from portal.core.forms import DayField, LongText, PortalForm
from portal.files.checks import allowed_words

HOURS_A_WEEK = 40


class ProvisionForm(PortalForm):
    """Education for a pupil who is excluded. `found` is what stands, to be put right."""

    kind = forms.ChoiceField(
        label="What kind of education?",
        choices=ProvisionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of education"},
    )
    provider = forms.CharField(
        label="Who gives it?",
        help_text="The name of the school or provider",
        max_length=200,
        error_messages={"required": "Enter the name of the school or provider"},
    )
    starts_on = day_field("First day of education", "Enter the first day of education")
    place = forms.CharField(
        label="Where, and whom does the pupil report to? (optional)", max_length=300, required=False
    )
    hours = forms.IntegerField(
        label="Hours a week (optional)",
        min_value=1,
        max_value=HOURS_A_WEEK,
        required=False,
        error_messages={"invalid": f"Enter whole hours, from 1 to {HOURS_A_WEEK}"},
    )
    told_on = DayField(label="Day on which the parents were told in writing (optional)", required=False)
    note = LongText(label="Anything to add (optional)", rows=2, max_length=2000, required=False)

    def __init__(self, *args: Any, found: Provision | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if found:
            self.initial = {name: getattr(found, name) for name in self.fields}

    def clean_told_on(self) -> date | None:
        told_on: date | None = self.cleaned_data["told_on"]
        if told_on and told_on > timezone.localdate():
            raise ValidationError("Enter a day that is not in the future")
        return told_on


class FellThroughForm(PortalForm):
    because = LongText(
        label="Why is it over?",
        help_text="What was found stays in the history. Education is to be found again.",
        rows=2,
        max_length=2000,
        error_messages={"required": "Write why it is over"},
    )


class PaperForm(PortalForm):
    occasion = forms.ChoiceField(
        label="For which meeting?",
        choices=[(occasion.value, occasion.label) for occasion in OCCASION_OF.values()],
        initial=Occasion.BOARD.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the meeting"},
    )
    paper = forms.FileField(
        label="Choose a file",
        help_text=f"{allowed_words()}. Only those who work with this record can open it.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose it again."},
    )


class TakeOutForm(PortalForm):
    because = LongText(
        label="Why is it taken out?",
        help_text="For example, it is about another pupil. Nobody can open it then.",
        rows=2,
        max_length=500,
        error_messages={"required": "Write why it is taken out"},
    )
