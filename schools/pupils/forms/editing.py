"""Keeping a pupil's details: who they are, what is known, and where they go."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.core.forms import DayField, PortalForm
from schools.pupils.codes import CODE_SETS, SEN_NEED
from schools.pupils.enums import SEVERAL_AT_A_TIME, FactKind, FactSource, LeavingReason
from schools.pupils.models import YEAR_GROUPS, Pupil
from schools.pupils.upn import tidy_upn, validate_upn
from schools.register.models import School


class DetailsForm(PortalForm):
    forename = forms.CharField(label="First name", max_length=100)
    surname = forms.CharField(label="Last name", max_length=100)
    preferred_name = forms.CharField(label="Known as (optional)", max_length=100, required=False)
    born_on = DayField(label="Date of birth", help_text="For example, 14 3 2013")
    sex = forms.ChoiceField(
        label="Sex",
        required=False,
        choices=[("", "Not recorded"), *Pupil.Sex.choices],
        widget=forms.RadioSelect,
    )
    upn = forms.CharField(label="UPN", required=False, max_length=40)
    reason = forms.CharField(
        label="Why it changes",
        help_text="Needed where the UPN changes. The former UPN is kept.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forename"].error_messages["required"] = "Enter the pupil’s first name"
        self.fields["surname"].error_messages["required"] = "Enter the pupil’s last name"
        self.fields["born_on"].error_messages["required"] = "Enter the pupil’s date of birth"

    def clean_born_on(self) -> Any:
        if self.cleaned_data["born_on"] >= timezone.localdate():
            raise ValidationError("Enter a date of birth in the past", code="future")
        return self.cleaned_data["born_on"]

    def clean_upn(self) -> str:
        upn = tidy_upn(self.cleaned_data["upn"])
        if upn:
            validate_upn(upn)
        return upn


class SourcedForm(PortalForm):
    """Days and source, which everything that is known has."""

    starts_on = DayField(label="From", help_text="The first day on which it holds")
    source = forms.ChoiceField(
        label="Where it comes from",
        choices=[("", "Choose one"), *FactSource.choices],
        error_messages={"required": "Choose where it comes from"},
    )
    as_at = DayField(
        label="As at", help_text="The day on which the source said so", initial=timezone.localdate
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].error_messages["required"] = "Enter the first day on which it holds"
        self.fields["as_at"].error_messages["required"] = "Enter the day on which the source said so"


class FactForm(SourcedForm):
    """One characteristic. `kinds` are those this person may read, and so may enter."""

    what = forms.ChoiceField(label="What is known", error_messages={"required": "Choose what is known"})
    field_order = ("what",)

    def __init__(self, *args: Any, kinds: list[FactKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped = [
            (str(kind.label), [(f"{kind}:{code}", words) for code, words in CODE_SETS[kind].items()])
            for kind in kinds
            if kind not in SEVERAL_AT_A_TIME
        ]
        self.fields["what"].choices = [("", "Choose one"), *grouped]  # type: ignore[attr-defined]

    def clean_what(self) -> tuple[FactKind, str]:
        kind, _, code = self.cleaned_data["what"].partition(":")
        return FactKind(kind), code


class NeedsForm(SourcedForm):
    first = forms.ChoiceField(label="Primary need", required=False)
    second = forms.ChoiceField(label="Secondary need (optional)", required=False)
    field_order = ("first", "second")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", "None"), *SEN_NEED.items()]  # type: ignore[attr-defined]

    def needs(self) -> list[str]:
        """The needs in their order; a second one alone is the first."""
        return [code for code in (self.cleaned_data["first"], self.cleaned_data["second"]) if code]


class EndFactForm(PortalForm):
    ENDED, MISTAKE = "ended", "mistake"

    how = forms.ChoiceField(
        label="What happened",
        choices=[(ENDED, "It no longer holds"), (MISTAKE, "It was entered by mistake")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )
    ends_on = DayField(label="Last day on which it held", required=False)
    reason = forms.CharField(
        label="What was wrong", help_text="Needed for a mistake", max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == self.ENDED and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Enter the last day on which it held")
        if cleaned.get("how") == self.MISTAKE and not cleaned.get("reason"):
            self.add_error("reason", "Say what was wrong")
        return cleaned


class LeaveForm(PortalForm):
    ends_on = DayField(label="Last day on roll", initial=timezone.localdate)
    reason = forms.ChoiceField(
        label="Why the pupil leaves",
        choices=[("", "Choose one"), *LeavingReason.choices],
        error_messages={"required": "Choose why the pupil leaves"},
    )
    next_school = forms.CharField(
        label="Next school (optional)",
        help_text="Its URN (six numbers) where you know it: your safeguarding file is then due there. "
        "Otherwise its name.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].error_messages["required"] = "Enter the last day on roll"

    def clean(self) -> dict[str, Any]:
        """Adds `destination` and `destination_note`: a school of the register, or the words typed."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("next_school", "")
        cleaned["destination"], cleaned["destination_note"] = None, typed
        if typed.isascii() and typed.isdecimal():
            school = School.objects.filter(urn=typed).first() if len(typed) <= 6 else None
            if school is None:
                self.add_error("next_school", "No school has this URN. Check it, or enter the name.")
            cleaned["destination"], cleaned["destination_note"] = school, ""
        return cleaned


class YearForm(PortalForm):
    year_group = forms.ChoiceField(label="Year group", choices=YEAR_GROUPS)
    since = DayField(label="Since", initial=timezone.localdate)


class AdmitForm(PortalForm):
    """UPN and date of birth together: nobody browses the pupils of other schools."""

    school = forms.ChoiceField(label="Your school")
    upn = forms.CharField(label="UPN", max_length=40, error_messages={"required": "Enter the pupil’s UPN"})
    born_on = DayField(label="Date of birth", help_text="For example, 14 3 2013")
    year_group = forms.ChoiceField(
        label="Year group",
        choices=[("", "Choose one"), *YEAR_GROUPS],
        error_messages={"required": "Choose the pupil’s year group"},
    )
    starts_on = DayField(label="First day on your roll", initial=timezone.localdate)

    def __init__(self, *args: Any, schools: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(school.urn): school for school in schools}
        names = [(urn, school.name) for urn, school in self.schools.items()]
        self.fields["school"].choices = names  # type: ignore[attr-defined]
        self.fields["born_on"].error_messages["required"] = "Enter the pupil’s date of birth"
        self.fields["starts_on"].error_messages["required"] = "Enter the first day on your roll"

    def clean_school(self) -> School:
        return self.schools[self.cleaned_data["school"]]

    def clean_upn(self) -> str:
        upn = tidy_upn(self.cleaned_data["upn"])
        validate_upn(upn)
        return upn


class SendForm(PortalForm):
    how = forms.CharField(
        label="How did you send it?",
        help_text="For example, through our safeguarding system, or by hand on 20 November",
        max_length=200,
        error_messages={"required": "Say how you sent it"},
    )


class RefuseForm(PortalForm):
    because = forms.CharField(
        label="What is missing?",
        help_text="The former school reads this. No details of the child belong here.",
        max_length=500,
        error_messages={"required": "Say what is missing"},
    )
