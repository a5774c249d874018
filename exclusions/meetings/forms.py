"""Forms of meetings: arranging, dates, people, items, papers, cancelling, corrections."""

from datetime import datetime
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from exclusions.meetings.enums import Suits
from exclusions.meetings.kinds import kinds_of
from exclusions.meetings.models import Meeting, ProposedDate
from exclusions.meetings.services import Guest, Where
from exclusions.plans.enums import Agency
from exclusions.protocol.models import Case, Stage
from exclusions.protocol.people import possible_leads
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.forms import LongText, PortalForm
from portal.core.templatetags.portal import moment
from schools.links.standing import people_with

DATE_BOXES = 5
LENGTHS = [(30, "30 minutes"), (45, "45 minutes"), (60, "1 hour"), (90, "1½ hours"), (120, "2 hours")]


class MomentField(forms.DateTimeField):
    """A day and a time in one box, as phones and computers offer them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d %m %Y %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)
        self.error_messages["invalid"] = "Enter a day and a time, for example 23/11/2026 14:30"


class DatesForm(PortalForm):
    """One date that is fixed, or several to choose from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, DATE_BOXES + 1):
            self.fields[f"date_{number}"] = MomentField(
                label=f"Date and time {number}" if number == 1 else f"Date and time {number} (optional)",
                required=number == 1,
                error_messages={"required": "Enter a date and time"},
            )

    def dates(self) -> list[datetime]:
        typed = (self.cleaned_data.get(f"date_{number}") for number in range(1, DATE_BOXES + 1))
        return [at for at in typed if at]


class WhereForm(PortalForm):
    """Where, how long, who chairs."""

    place = forms.CharField(
        label="Where? (optional)", max_length=200, required=False,
        help_text="Goes into invitations by email: write no child’s name.",
    )  # fmt: skip
    link = forms.URLField(
        label="Address of the video call (optional)", max_length=500, required=False, assume_scheme="https"
    )
    lasts = forms.TypedChoiceField(label="How long?", choices=LENGTHS, coerce=int, initial=60)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in possible_leads(case.school_id)}
        self.fields["chair"] = forms.ChoiceField(
            label="Who chairs?",
            choices=[("", "Choose a person"), *((ref, who.name) for ref, who in self.people.items())],
            error_messages={"required": "Choose who chairs"},
        )

    def where(self) -> Where:
        said = self.cleaned_data
        return Where(self.people[said["chair"]], said["place"], said["link"], said["lasts"])


class ArrangeForm(WhereForm, DatesForm):
    """A new meeting of a case: kind, chair, dates, place."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.kinds = {stage.code: stage for stage in kinds_of(case)}
        choices = [Choice(code, stage.name, hint=stage.purpose) for code, stage in self.kinds.items()]
        self.fields["kind"] = forms.ChoiceField(
            label="What kind of meeting?",
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what kind of meeting it is"},
        )
        self.order_fields(["kind", "chair", *(f"date_{n}" for n in range(1, DATE_BOXES + 1))])

    def stage(self) -> Stage:
        return self.kinds[self.cleaned_data["kind"]]


class FixForm(PortalForm):
    """One of the proposed dates, or another."""

    other = MomentField(label="Another date and time", required=False)

    def __init__(self, *args: Any, meeting: Meeting, dates: list[ProposedDate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = {str(date.pk): date.starts_at for date in dates if date.starts_at > timezone.now()}
        choices = [(key, moment(at)) for key, at in self.dates.items()]
        self.fields["date"] = forms.ChoiceField(
            label="Which date?",
            choices=[*choices, ("other", "Another date, written below")],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose a date"},
        )
        self.order_fields(["date", "other"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("date") == "other" and not cleaned.get("other") and "other" not in self.errors:
            self.add_error("other", "Enter a date and time")
        return cleaned

    def at(self) -> datetime:
        return self.dates.get(self.cleaned_data["date"]) or self.cleaned_data["other"]


class AnswerForm(PortalForm):
    """Whether each proposed date suits one person."""

    def __init__(self, *args: Any, dates: list[ProposedDate], said: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"date_{date.pk}": date.pk for date in dates}
        for date in dates:
            self.fields[f"date_{date.pk}"] = forms.ChoiceField(
                label=moment(date.starts_at),
                choices=Suits.choices,
                widget=forms.RadioSelect,
                initial=said.get(date.pk),
                error_messages={"required": f"Say whether {moment(date.starts_at)} suits you"},
            )

    def answers(self) -> dict[int, Suits]:
        return {pk: Suits(self.cleaned_data[name]) for name, pk in self.keys.items()}


class InviteForm(PortalForm):
    """Somebody of the portal, or anybody by name; with an email they get a link of their own."""

    person = forms.ChoiceField(label="Somebody who may read this case (optional)", required=False)
    name = forms.CharField(
        label="Or somebody else: their name (optional)", max_length=120, required=False,
        help_text="The child and their family too: they stand on the list and need no email.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Their email (optional)", required=False,
        help_text="They get a link without an account. It shows reference, dates and place, nothing more.",
    )  # fmt: skip
    agency = forms.ChoiceField(label="For whom do they come?", choices=[("", "Choose one"), *Agency.choices])
    agency.error_messages["required"] = "Choose for whom they come"

    def __init__(self, *args: Any, case: Case, but: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = {
            p.pk: p for p in [*people_with(Power.SEE_CASES, case.school_id), *possible_leads(case.school_id)]
        }
        self.people: dict[str, User] = {p.reference: p for p in able.values() if p.pk not in but}
        named = [
            (ref, f"{p.name}, {p.job_title}" if p.job_title else p.name) for ref, p in self.people.items()
        ]
        self.fields["person"].choices = [("", "Nobody of these"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("person") and not cleaned.get("name") and "person" not in self.errors:
            self.add_error("person", "Choose a person, or write a name below")
        if cleaned.get("person") and cleaned.get("name"):
            self.add_error("name", "Choose a person or write a name, not both")
        return cleaned

    def guest(self) -> Guest:
        said = self.cleaned_data
        user = self.people.get(said["person"])
        return Guest(Agency(said["agency"]), user, said["name"], said["email"])


class ItemForm(PortalForm):
    text = forms.CharField(
        label="Put something on the agenda", max_length=300,
        error_messages={"required": "Write what should be talked about"},
    )  # fmt: skip


class PaperForm(PortalForm):
    file = forms.FileField(label="Add a paper", error_messages={"required": "Choose a file"})


class BecauseForm(PortalForm):
    because = LongText(
        label="Why is it cancelled?", rows=3, error_messages={"required": "Write down why it is cancelled"}
    )


class CorrectionForm(PortalForm):
    text = LongText(
        label="What is put right?", rows=4,
        help_text="The minutes stay as they are; this is added below them with your name and the time.",
        error_messages={"required": "Write down what is put right"},
    )  # fmt: skip
