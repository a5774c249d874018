"""Forms of a case. The form of a stage is built from the stage's data."""

from collections.abc import Callable
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from exclusions.protocol.deadlines import due_for
from exclusions.protocol.enums import CLOSED, FieldKind
from exclusions.protocol.models import Case, Stage
from exclusions.protocol.people import possible_leads
from exclusions.protocol.records import LONGEST_TEXT, RecordField, fields_of
from exclusions.protocol.workplaces import given
from portal.accounts.models import User
from portal.core.forms import DayField, LongText, PortalForm
from portal.core.templatetags.portal import short_date

PREFIX = "r_"


def _text(field: RecordField) -> forms.Field:
    return LongText(rows=field.rows, max_length=LONGEST_TEXT)


def _date(field: RecordField) -> forms.Field:
    return DayField(latest=timezone.localdate() if field.past else None)


def _choice(field: RecordField) -> forms.Field:
    many = len(field.choices) > 6
    choices = [("", "Choose one"), *field.choices] if many else field.choices
    return forms.ChoiceField(choices=choices, widget=forms.Select if many else forms.RadioSelect)


def _yes_no(field: RecordField) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


BUILDERS: dict[FieldKind, Callable[[RecordField], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
}


def _build(spec: RecordField) -> forms.Field:
    field = BUILDERS[spec.kind](spec)
    field.label = spec.label if spec.required else f"{spec.label} (optional)"
    field.help_text = spec.hint or field.help_text
    field.required = spec.required
    verb = "Write" if spec.kind == FieldKind.TEXT else "Answer"
    field.error_messages["required"] = f"{verb} “{spec.label}”"
    return field


class RecordForm(PortalForm):
    """What a stage asks, begun with what its room has, and where the case goes from here."""

    def __init__(self, *args: Any, case: Case, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {PREFIX + name: _begun(value) for name, value in given(case, stage).items()}
        self.specs = fields_of(stage)
        for spec in self.specs:
            self.fields[PREFIX + spec.name] = _build(spec)
        self.fields["next_stage"] = forms.ChoiceField(
            label="What happens next?",
            choices=next_choices(case, stage),
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what happens next"},
        )

    def recorded(self) -> dict[str, Any]:
        """What was written, by the names of the stage's fields."""
        return {spec.name: self.cleaned_data[PREFIX + spec.name] for spec in self.specs}


def _begun(value: Any) -> Any:
    """What a room gave, as the field shows it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def next_choices(case: Case, stage: Stage) -> list[Choice]:
    """Where a stage may lead, in words, each with the day it would be due."""
    done = set(case.stage_records.values_list("stage__code", flat=True))
    others = {s.code: s for s in case.version.stages.all()}
    return [_next_choice(case, others.get(code), stage, done) for code in stage.leads_to]


def _next_choice(case: Case, target: Stage | None, stage: Stage, done: set[str]) -> Choice:
    if target is None:
        return Choice(CLOSED, "Close the case", hint="With the outcome that was recorded last.")
    due = due_for(case, target, after=timezone.localdate(), is_repeat=target.code in done)
    label = f"Another {target.noun}" if target.code == stage.code else target.name
    return Choice(target.code, label, hint=f"{target.purpose} Due by {short_date(due.on)}.")


class CloseForm(PortalForm):
    """How a case ends, and why."""

    note = LongText(
        label="Why is it closed now?",
        help_text="What happened, who knows, and who helps the child from here.",
        error_messages={"required": "Write down why the case is closed"},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = case.version.outcomes.all()
        if not case.stage.may_close:
            outcomes = outcomes.filter(ends_early=True)
        codes = list(outcomes.values_list("code", "label"))
        self.fields["outcome"] = forms.ChoiceField(
            label="How does the case end?",
            choices=codes,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose how the case ends"},
        )
        self.order_fields(["outcome", "note"])


class LeadForm(PortalForm):
    """Who leads a case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in possible_leads(case.school_id)}
        named = [(reference, _with_title(person)) for reference, person in self.people.items()]
        self.fields["lead"] = forms.ChoiceField(
            label="Who leads this case?",
            help_text="People who may work cases of this school, those linked to it first.",
            choices=[("", "Choose a person"), *named],
            error_messages={"required": "Choose who leads this case"},
        )

    def person(self) -> User:
        return self.people[self.cleaned_data["lead"]]


def _with_title(person: User) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
