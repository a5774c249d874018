"""Forms of an own plan: a page of it, the code of a link, a new link, what family may read, a promise."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms_gds.layout import Fieldset, Layout
from django import forms
from django.utils import timezone

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.parts import PARTS, Content, Field, Part, rows_of
from exclusions.ownplans.services.keys import MOST_DAYS, USUAL_DAYS
from portal.core.forms import DayField, LongText, PortalForm

LONGEST = 5_000
MOST_ROWS = 30


def _field(spec: Field) -> forms.Field:
    too_long = {"max_length": f"“{spec.label}” is too long: use {LONGEST:,} characters or fewer"}
    if spec.choices:
        return forms.ChoiceField(
            label=spec.label, required=False, choices=[("", "Choose"), *spec.choices], help_text=spec.hint
        )
    kwargs: dict[str, Any] = {
        "label": spec.label,
        "required": False,
        "help_text": spec.hint,
        "error_messages": too_long,
    }
    if spec.is_long:
        return LongText(rows=5, max_length=LONGEST, **kwargs)
    return forms.CharField(max_length=LONGEST, **kwargs)


class PartForm(PortalForm):
    """One part: its texts, and a group of fields for each entry of its list and for one more."""

    def __init__(self, part: Part, data: Any = None, *, content: Content | None = None) -> None:
        content = content or {}
        self.part = part
        self.count = self._how_many(data, rows_of(content))
        super().__init__(data, initial=self._initial(content))
        for spec in part.texts:
            self.fields[spec.name] = _field(spec)
        for number in range(self.count):
            for spec in part.rows:
                self.fields[f"{number}-{spec.name}"] = _field(spec)

    def _how_many(self, data: Any, rows: list[dict[str, str]]) -> int:
        if not self.part.rows:
            return 0
        sent = [
            int(head)
            for head in {name.split("-")[0] for name in data or ()}
            if head.isdigit() and len(head) < 3
        ]
        return min(MOST_ROWS, max([len(rows) + 1, *(number + 1 for number in sent)]))

    def _initial(self, content: Content) -> dict[str, Any]:
        initial = {spec.name: content.get(spec.name, "") for spec in self.part.texts}
        for number, row in enumerate(rows_of(content)):
            initial |= {f"{number}-{name}": value for name, value in row.items()}
        return initial

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        rows = [
            Fieldset(
                *(f"{number}-{spec.name}" for spec in self.part.rows),
                legend=f"{self.part.noun.capitalize()} {number + 1}",
                legend_size="m",
            )
            for number in range(self.count)
        ]
        helper.layout = Layout(*(spec.name for spec in self.part.texts), *rows)
        return helper

    def content(self) -> Content:
        """What was typed, entries without a word left out."""
        said = self.cleaned_data
        content: Content = {spec.name: said[spec.name] for spec in self.part.texts}
        if self.part.rows:
            rows = (
                {spec.name: said[f"{n}-{spec.name}"] for spec in self.part.rows} for n in range(self.count)
            )
            content["rows"] = [row for row in rows if any(row.values())]
        return content


class CodeForm(PortalForm):
    code = forms.CharField(
        label="Your code",
        help_text="Six digits. The person who works with you told you, apart from the link.",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-10"}
        ),
        error_messages={"required": "Enter the code"},
    )


class KeyForm(PortalForm):
    prefix = "key"
    holder = forms.ChoiceField(
        label="Who is it for?",
        choices=[
            (Holder.YOUNG_PERSON, "The young person: to read and write"),
            (Holder.FAMILY, "Family: to read what is agreed"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is for"},
    )
    expires_on = DayField(
        label="Until when does it work?", help_text=f"At most {MOST_DAYS} days. You can end it at any time."
    )

    @classmethod
    def fresh(cls) -> "KeyForm":
        until = timezone.localdate() + timedelta(days=USUAL_DAYS)
        return cls(initial={"holder": Holder.YOUNG_PERSON, "expires_on": until})


class FamilyForm(PortalForm):
    prefix = "family"
    parts = forms.MultipleChoiceField(
        label="What may family read?",
        help_text="Nothing ticked: family reads nothing.",
        required=False,
        choices=[(part.code, part.title) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
    )


class PromiseForm(PortalForm):
    prefix = "promise"
    what = forms.CharField(
        label="What will an adult do?",
        help_text="In words the young person understands: they read it.",
        max_length=300,
        error_messages={"required": "Write what will be done"},
    )
    who = forms.CharField(
        label="Who does it?",
        help_text="A name the young person knows.",
        max_length=120,
        error_messages={"required": "Write who does it"},
    )
    due_on = DayField(label="By when?")


class DropForm(PortalForm):
    prefix = "drop"
    because = forms.CharField(
        label="It will not be done. Why?",
        help_text="The young person reads this.",
        max_length=300,
        error_messages={"required": "Write why it will not be done"},
    )


class EndForm(PortalForm):
    because = LongText(
        label="Why does the plan end, and what does the young person say about it?",
        rows=4,
        error_messages={"required": "Write why the plan ends"},
    )
