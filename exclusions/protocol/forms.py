"""Forms of a case. The form of a stage is built from the stage's data."""

from collections.abc import Callable
from datetime import date
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from exclusions.protocol.deadlines import due_for
from exclusions.protocol.enums import CLOSED, Agency, FieldKind, LinkKind, OutcomeKind, Sees
from exclusions.protocol.models import Case, Stage, StageRecord
from exclusions.protocol.people import possible_leads
from exclusions.protocol.records import LONGEST_TEXT, OUTCOMES, RecordField, fields_of
from exclusions.protocol.services.moving import outcome_in
from exclusions.protocol.services.reopening import stages_to_reopen_at
from exclusions.protocol.services.teaming import Somebody
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


class PreviewForm(PortalForm):
    """The questions of a stage as people will see them; nothing is saved."""

    def __init__(self, *args: Any, fields: list[RecordField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for spec in fields:
            self.fields[PREFIX + spec.name] = _build(spec)


def next_choices(case: Case, stage: Stage) -> list[Choice]:
    """Where a stage may lead, in words, each with the day it would be due."""
    done = set(case.stage_records.values_list("stage__code", flat=True))
    others = {s.code: s for s in case.version.stages.all()}
    may_end = asks_outcome(stage) or any(map(outcome_in, case.stage_records.select_related("stage")))
    codes = [code for code in stage.leads_to if code != CLOSED or may_end]
    return [_next_choice(case, others.get(code), stage, done) for code in codes]


def asks_outcome(stage: Stage) -> bool:
    """Whether a stage's record names how the case ends."""
    return any(spec.get("choices") == OUTCOMES for spec in stage.record)


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
        outcomes = case.version.outcomes.exclude(kind=OutcomeKind.DUPLICATE)
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


class ActForm(PortalForm):
    """A form for something that is done to a case by somebody."""

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user

    def other_case(self, name: str) -> Case | None:
        """The case whose reference was typed, if this person may see it; else the field says so."""
        typed = self.cleaned_data[name].strip().upper()
        rows = Case.objects.visible_to(self.user).exclude(pk=self.case.pk)
        found = rows.select_related("pupil", "duplicate_of").filter(reference=typed).first()
        if found is None:
            self.add_error(name, f"There is no other case {typed[:20]} that you may see")
        return found


class ReasonForm(ActForm):
    """Why something is done."""

    because = LongText(label="Why?", error_messages={"required": "Write down why"})


def _reference_field(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text="Its reference, for example N-4TT2M",
        max_length=20,
        error_messages={"required": missing},
    )


class DuplicateForm(ActForm):
    """Which case is kept instead, and how it came about."""

    kept = _reference_field("Which case is kept?", "Name the case that is kept")
    because = LongText(label="How did it come about?", rows=3, error_messages={"required": "Write down how"})

    def clean_kept(self) -> Case | None:
        return self.other_case("kept")


class LinkForm(ActForm):
    """Which other case belongs to this one, and why."""

    other = _reference_field("Which case?", "Name the other case")
    kind = forms.ChoiceField(
        label="How do they belong together?",
        choices=LinkKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they belong together"},
    )
    because = LongText(
        label="What should people know about it?",
        rows=3,
        max_length=500,
        error_messages={"required": "Write down why they belong together"},
    )

    def clean_other(self) -> Case | None:
        return self.other_case("other")


class ReopenForm(ActForm):
    """Where a closed case goes on, and why."""

    because = LongText(label="Why?", error_messages={"required": "Write down why"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label="Where does the case go on?",
            choices=[
                Choice(stage.code, stage.name, hint=stage.purpose) for stage in stages_to_reopen_at(self.case)
            ],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose where the case goes on"},
        )
        self.order_fields(["stage", "because"])


class MemberForm(ActForm):
    """Somebody who joins the team: by the email of their account, or by name."""

    email = forms.EmailField(
        label="Work email (optional)",
        help_text="If they have an account of this portal, the email they sign in with.",
        required=False,
    )
    name = forms.CharField(label="Name, if they have no account", max_length=120, required=False)
    agency = forms.ChoiceField(
        label="Which agency?",
        choices=[("", "Choose one"), *Agency.choices],
        error_messages={"required": "Choose the agency"},
    )
    role = forms.CharField(label="What do they do? (optional)", max_length=120, required=False)
    phone = forms.CharField(label="Telephone (optional)", max_length=40, required=False)
    sees = forms.ChoiceField(
        label="What may they see?",
        choices=Sees.choices,
        initial=Sees.NOTHING,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they may see"},
    )
    because = LongText(
        label="Why may they see it?",
        help_text="Needed where they see something here: what they do for the child, and on what basis.",
        rows=3,
        max_length=500,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        user = User.objects.filter(email__iexact=said.get("email") or "-", is_active=True).first()
        sees = said.pop("sees", Sees.NOTHING)
        if user is None and not said.get("name"):
            text = (
                "No account has this email: write down their name" if said.get("email") else "Write down who"
            )
            self.add_error("name", text)
        if user is None and sees != Sees.NOTHING:
            self.add_error("email", "Only somebody with an account may see the case: give the email they use")
        if sees != Sees.NOTHING and not said.get("because"):
            self.add_error("because", "Write down why they may see it")
        contact = {key: said.get(key, "") for key in ("name", "email", "agency", "role", "phone")}
        return {"who": Somebody(user=user, **contact), "sees": sees, "because": said.get("because", "")}


class CorrectForm(PortalForm):
    """What a stage asks, with what was recorded, and why it is corrected."""

    def __init__(self, *args: Any, stage_record: StageRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.specs = fields_of(stage_record.stage)
        for spec in self.specs:
            self.fields[PREFIX + spec.name] = _build(spec)
            self.initial[PREFIX + spec.name] = _as_begun(spec, stage_record.recorded.get(spec.name))
        self.fields["because"] = LongText(
            label="Why is this corrected?",
            help_text="What stood here before is kept and can be read by everybody who may read the case.",
            rows=3,
            error_messages={"required": "Write down why it is corrected"},
        )

    def recorded(self) -> dict[str, Any]:
        """What was written, by the names of the stage's fields."""
        return {spec.name: self.cleaned_data[PREFIX + spec.name] for spec in self.specs}


def _as_begun(spec: RecordField, value: Any) -> Any:
    """What was stored, as the field shows it."""
    return date.fromisoformat(value) if spec.kind == FieldKind.DATE and value else _begun(value)


class AlertForm(PortalForm):
    """What the alert stage of the protocol asks of the school, and how pressing it is."""

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.specs = fields_of(stage)
        for spec in self.specs:
            self.fields[PREFIX + spec.name] = _build(spec)
        self.fields["pressing"] = forms.MultipleChoiceField(
            label="How pressing is it? (optional)",
            choices=[
                ("urgent", "It is urgent"),
                ("head", "The head is considering permanent exclusion"),
            ],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def said(self) -> dict[str, Any]:
        """What `services.alert_case` takes."""
        pressing = self.cleaned_data["pressing"]
        return {
            "recorded": {spec.name: self.cleaned_data[PREFIX + spec.name] for spec in self.specs},
            "is_urgent": "urgent" in pressing,
            "head_considering_exclusion": "head" in pressing,
        }
