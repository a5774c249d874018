"""Forms of the parts of a draft. Each turns a part of the document into fields, and back."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from exclusions.protocol.authoring.checking import MOST_DAYS
from exclusions.protocol.authoring.document import Document
from exclusions.protocol.enums import CLOSED, CountFrom, FieldKind, OutcomeKind, Owner, StageKind
from exclusions.protocol.records import OUTCOMES
from portal.core.forms import LongText, PortalForm

CODE = RegexValidator(
    r"^[A-Za-z][A-Za-z0-9_]*$", "Use letters, digits and underscores, beginning with a letter"
)


def _days(label: str, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label if required else f"{label} (optional)",
        help_text=help_text,
        min_value=0,
        max_value=MOST_DAYS,
        required=required,
    )


def _code(help_text: str, most: int = 30) -> forms.CharField:
    return forms.CharField(label="Code", help_text=help_text, max_length=most, validators=[CODE])


class PartForm(PortalForm):
    """A part of a document. `part()` is what the document takes."""

    def __init__(
        self, *args: Any, document: Document, part: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.old = document, part or {}
        self.initial = self.begun(self.old)

    def begun(self, part: dict[str, Any]) -> dict[str, Any]:
        """The part, as the fields show it."""
        return part

    def part(self) -> dict[str, Any]:
        """What was written, over what the part holds besides."""
        return {**self.old, **self.cleaned_data}


class SettingsForm(PartForm):
    """What holds for the whole protocol, in school days."""

    pause_days = _days("A pause ends by itself after")
    tell_owner_after = _days("The owner of a stage is told when it is late by")
    tell_head_after = _days("The head of service is told when it is late by")
    list_after = _days("The case stands on the inclusion board’s list when it is late by")


class StageForm(PartForm):
    """A stage: who owns it, by when, what may follow."""

    name = forms.CharField(label="Name", max_length=80)
    noun = forms.CharField(
        label="In sentences", help_text="“Record the …”, “the … is overdue”", max_length=80
    )
    code = _code("Stays the same over versions: figures are counted by it.")
    kind = forms.ChoiceField(label="What is it for?", choices=StageKind.choices, initial=StageKind.OTHER)
    purpose = forms.CharField(label="Purpose, in a sentence (optional)", max_length=250, required=False)
    owner = forms.ChoiceField(label="Who owns it?", choices=Owner.choices)
    days = _days("Due within", help_text="School days; 0 is the same day")
    count_from = forms.ChoiceField(
        label="Counted", choices=CountFrom.choices, initial=CountFrom.PREVIOUS, widget=forms.RadioSelect
    )
    fast_days = _days(
        "On the fast track within", required=False, help_text="Urgent, or the head is considering"
    )
    repeat_days = _days("When it comes again within", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(stage["code"], stage["name"]) for stage in self.document["stages"]]
        self.fields["leads_to"] = forms.MultipleChoiceField(
            label="What may follow?",
            choices=[*stages, (CLOSED, "The case closes")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def part(self) -> dict[str, Any]:
        """In the order in which the choices were before, what is new after it: the first is where a triage
        leads."""
        before = self.old.get("leads_to", [])
        chosen = self.cleaned_data["leads_to"]
        ordered = [code for code in before if code in chosen] + [c for c in chosen if c not in before]
        return {"record": [], **super().part(), "leads_to": ordered}


class QuestionForm(PartForm):
    """A question of a stage's form."""

    label = forms.CharField(label="Question", max_length=200)
    hint = forms.CharField(label="Hint (optional)", max_length=300, required=False)
    name = _code("Rooms fill questions in by it: keep it where the question stays the same.")
    kind = forms.ChoiceField(label="How is it answered?", choices=FieldKind.choices, widget=forms.RadioSelect)
    choices = LongText(
        label="Choices, one a line (only for one of a list)",
        help_text="“outcomes” alone offers the protocol’s outcomes. A line is “code: words” or words.",
        required=False,
        max_length=5000,
    )
    required = forms.BooleanField(label="It must be answered", required=False)
    past = forms.BooleanField(label="A day that has been: never in the future", required=False)
    voice = forms.BooleanField(label="It is what the child says: it stands first on the case", required=False)

    def begun(self, part: dict[str, Any]) -> dict[str, Any]:
        choices = part.get("choices", ())
        lines = choices if choices == OUTCOMES else "\n".join(f"{code}: {label}" for code, label in choices)
        return {**part, "choices": lines}

    def part(self) -> dict[str, Any]:
        """Without what says nothing, as the document that ships is written."""
        said = {**self.old, **self.cleaned_data}
        is_choice = said["kind"] == FieldKind.CHOICE
        said["choices"] = _choices(self.cleaned_data["choices"]) if is_choice else None
        return {key: value for key, value in said.items() if value not in (None, "", False)}


def _choices(typed: str) -> Any:
    """`outcomes`, or pairs of code and words."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if lines == [OUTCOMES]:
        return OUTCOMES
    pairs = []
    for line in lines:
        code, colon, label = line.partition(":")
        pairs.append([code.strip(), label.strip()] if colon else [_slug(line), line])
    return pairs


def _slug(words: str) -> str:
    kept = "".join(letter if letter.isalnum() else "_" for letter in words.lower())
    return "_".join(filter(None, kept.split("_")))[:30]


class OutcomeForm(PartForm):
    """How a case may end."""

    label = forms.CharField(label="Words", max_length=120)
    code = _code("Stays the same over versions: figures are counted by it.")
    kind = forms.ChoiceField(label="What does it mean?", choices=OutcomeKind.choices)
    ends_early = forms.BooleanField(label="It may end a case at any stage, with a reason", required=False)


class EvidenceForm(PartForm):
    """Something a school should be able to show before a permanent exclusion."""

    label = forms.CharField(label="Words", max_length=200)
    hint = forms.CharField(label="Hint (optional)", max_length=300, required=False)
    code = _code("Stays the same over versions.")

    def part(self) -> dict[str, Any]:
        return {key: value for key, value in super().part().items() if value}


class PublishForm(PortalForm):
    """The name of the version and why it is published."""

    name = forms.CharField(label="Name of the version", max_length=120)
    reason = LongText(
        label="Why is it published?",
        help_text="What was learned, who agreed it.",
        error_messages={"required": "Write down why it is published"},
    )
