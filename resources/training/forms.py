"""Entering training, counting staff, withdrawing."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.core.forms import DayField, LongText, PortalForm
from resources.training.models import Course


class EnterForm(PortalForm):
    person = forms.ChoiceField(label="Who did it?", error_messages={"required": "Choose who did it"})
    course = forms.ModelChoiceField(
        Course.objects.all(),
        label="Which training?",
        empty_label="Choose a training",
        error_messages={"required": "Choose the training"},
    )
    done_on = DayField(label="On which day?", help_text="The last day, where it took more than one")
    provider = forms.CharField(label="Who gave it? (optional)", max_length=120, required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in people}
        names = [(reference, person.name) for reference, person in self.people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *names]  # type: ignore[attr-defined]
        self.fields["done_on"].error_messages["required"] = "Enter the day"

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]


class CountForm(PortalForm):
    course = forms.ModelChoiceField(
        Course.objects.filter(whole_staff=True),
        label="Which training?",
        empty_label=None,
        error_messages={"required": "Choose the training"},
    )
    staff = forms.IntegerField(
        label="How many people work at the school?",
        min_value=1,
        max_value=9_999,
        error_messages={"required": "Enter how many people work at the school"},
    )
    trained = forms.IntegerField(
        label="How many of them have it in date?",
        min_value=0,
        max_value=9_999,
        error_messages={"required": "Enter how many have it in date"},
    )
    as_at = DayField(label="Counted on", initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        staff, trained = cleaned.get("staff"), cleaned.get("trained")
        if staff is not None and trained is not None and trained > staff:
            self.add_error("trained", f"No more than {staff} can have it: so many work at the school")
        return cleaned


class WithdrawForm(PortalForm):
    because = LongText(
        label="What is wrong with it?",
        help_text="For example: another person did it. What was entered is kept.",
        rows=2,
        max_length=250,
        error_messages={"required": "Write what is wrong with it"},
    )
