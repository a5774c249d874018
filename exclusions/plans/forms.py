"""Forms of a plan: its words, actions and their progress, learning elsewhere, agreement."""

from typing import Any

from django import forms
from django.utils import timezone

from exclusions.plans.enums import ActionState, Agency, Party, Says
from exclusions.plans.models import Action
from exclusions.plans.services import Agreed, Learning, Said, Texts
from exclusions.protocol.models import Case
from exclusions.protocol.people import possible_leads
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.forms import DayField, LongText, PortalForm, SpanForm
from portal.files.checks import allowed_words
from schools.links.standing import people_with


def possible_owners(case: Case) -> list[User]:
    """People of the portal who may read the case, so that they can say how far their action is."""
    here = list(people_with(Power.SEE_CASES, case.school_id))
    return [*here, *(person for person in possible_leads(case.school_id) if person not in here)]


def _named(people: dict[str, User]) -> list[tuple[str, str]]:
    """People by their references, with what they are, as choices."""
    return [(ref, f"{p.name}, {p.job_title}" if p.job_title else p.name) for ref, p in people.items()]


class ActionForm(PortalForm):
    """What is done, for which need, by whom, by when, and how one will see that it helped."""

    what = forms.CharField(
        label="What will be done?", max_length=500,
        help_text="One thing, so plain that one can say it is done.",
        error_messages={"required": "Write what will be done"},
    )  # fmt: skip
    need = forms.CharField(
        label="For which need?", max_length=300, error_messages={"required": "Write for which need"}
    )
    agency = forms.ChoiceField(
        label="Which agency takes it on?", choices=[("", "Choose one"), *Agency.choices]
    )
    agency.error_messages["required"] = "Choose which agency takes it on"
    owner = forms.ChoiceField(
        label="Who does it? (optional)", required=False,
        help_text="They can say here how far it is, and are told before its day.",
    )  # fmt: skip
    owner_name = forms.CharField(
        label="Or somebody without an account: their name (optional)", max_length=120, required=False
    )
    due_on = DayField(label="By when?")
    due_on.error_messages["required"] = "Enter the day by which it is done"
    measure = forms.CharField(
        label="How will you see that it helped? (optional)", max_length=300, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in possible_owners(case)}
        self.fields["owner"].choices = [("", "Nobody of these"), *_named(self.people)]  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate() and "due_on" in self.changed_data:
            raise forms.ValidationError("Enter a day that has not passed", code="past")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("owner") and cleaned.get("owner_name"):
            self.add_error("owner_name", "Choose a person or write a name, not both")
        return cleaned

    def agreed(self) -> Agreed:
        said = self.cleaned_data
        return Agreed(
            need=said["need"],
            what=said["what"],
            measure=said["measure"],
            agency=Agency(said["agency"]),
            due_on=said["due_on"],
            owner=self.people.get(said["owner"]),
            owner_name=said["owner_name"],
        )


class ChangeActionForm(ActionForm):
    """An action as it was agreed, what is changed, and why."""

    because = LongText(
        label="Why is it changed?", rows=3, error_messages={"required": "Write why it is changed"}
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        initial = {
            name: getattr(action, name)
            for name in ("what", "need", "agency", "owner_name", "due_on", "measure")
        }
        initial["owner"] = action.owner.reference if action.owner else ""
        super().__init__(*args, case=action.case, initial=initial, **kwargs)
        owner = action.owner
        if owner and owner.reference not in self.people:
            # Whoever has gone stays named until somebody else takes it on.
            self.people[owner.reference] = owner
            self.fields["owner"].choices.append((owner.reference, f"{owner.name} (no access any more)"))  # type: ignore[attr-defined]


class GiveForm(PortalForm):
    """Who takes an action on from now."""

    owner = forms.ChoiceField(
        label="Who takes it on?",
        help_text="They are told. What was agreed, and its day, stay as they are.",
        error_messages={"required": "Choose who takes it on"},
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        others = [person for person in possible_owners(action.case) if person != action.owner]
        self.people = {person.reference: person for person in others}
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Choose a person"), *_named(self.people)]  # type: ignore[attr-defined]

    def to(self) -> User:
        return self.people[self.cleaned_data["owner"]]


class ProgressForm(PortalForm):
    """How far an action is, and what was done."""

    state = forms.ChoiceField(
        label="How far is it?", choices=ActionState.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how far it is"},
    )  # fmt: skip
    note = LongText(
        label="What has been done? (optional)", rows=3, required=False, help_text="Why, if it is dropped."
    )


class TextsForm(PortalForm):
    """The words of the plan."""

    child_summary = LongText(
        label="The plan in words for the child (optional)", required=False,
        help_text="What will be different, who helps, whom to go to. The child gets this page alone.",
    )  # fmt: skip
    adjustments = LongText(
        label="What will be different at school? (optional)", required=False,
        help_text="For example adjustments, lessons elsewhere, a person to go to.",
    )  # fmt: skip
    safety = LongText(label="What keeps everyone safe meanwhile? (optional)", required=False)

    def texts(self) -> Texts:
        return Texts(**self.cleaned_data)


class DocumentForm(PortalForm):
    """A document of the plan, and what it is."""

    about = forms.CharField(
        label="What is it?",
        max_length=120,
        help_text="For example “Timetable of the farm school”. Everyone who reads this case reads it.",
        error_messages={"required": "Write what it is"},
    )
    document = forms.FileField(
        label="Document",
        help_text=f"{allowed_words()}. Everyone who reads this case can open it. If the page shows an error, "
        "choose it again.",
        error_messages={"required": "Choose a document", "empty": "The file is empty. Choose it again."},
    )


class TakeOutForm(PortalForm):
    because = LongText(
        label="Why is it taken out?",
        help_text="For example, it is about another pupil. Nobody can open it then.",
        rows=2,
        max_length=300,
        error_messages={"required": "Write why it is taken out"},
    )


class LearningForm(SpanForm):
    """Learning elsewhere for part of the week."""

    provider = forms.CharField(
        label="Who provides it?", max_length=120, error_messages={"required": "Write who provides it"}
    )
    what = forms.CharField(label="What is it? (optional)", max_length=300, required=False)
    sessions = forms.IntegerField(
        label="How many sessions a week?", min_value=1, max_value=10, help_text="Half days, 1 to 10.",
        error_messages={"required": "Enter how many sessions a week"},
    )  # fmt: skip
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day (optional)", required=False)

    def learning(self) -> Learning:
        return Learning(**self.cleaned_data)


class SignForm(PortalForm):
    """What one side says about the plan."""

    party = forms.ChoiceField(
        label="Who says it?", choices=Party.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose who says it"},
    )  # fmt: skip
    says = forms.ChoiceField(
        label="What do they say?", choices=Says.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what they say"},
    )  # fmt: skip
    words = LongText(
        label="In their own words", rows=3, required=False,
        help_text="Optional where they agree; otherwise their view, or why nobody knows it.",
    )  # fmt: skip
    name = forms.CharField(label="Name of the person (optional)", max_length=120, required=False)
    on = DayField(label="When?", latest=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].latest = timezone.localdate()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("says") not in (None, Says.AGREES) and not cleaned.get("words", "").strip():
            self.add_error("words", "Write down what they say, or why nobody knows")
        return cleaned

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(Party(data["party"]), data["name"], Says(data["says"]), data["words"], data["on"])
