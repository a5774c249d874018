"""The form of a step, built from its spec."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from exclusions.concerns.forms import long_words
from exclusions.measures.models import Measure
from exclusions.measures.spec import KindSpec, StepSpec
from exclusions.suspensions.enums import ToldHow
from exclusions.suspensions.forms.fields import day_field, yes_no
from portal.core.forms import DayField, PortalForm

WHO_ASKS = [
    ("parents", "The parents"),
    ("pupil", "The pupil, who is 18"),
    ("authority", "The local authority"),
]

PARTIES = [("parents", "The parents"), ("pupil", "The pupil")]
WEEKS = [("4", "After 4 weeks"), ("8", "After 8 weeks"), ("12", "After 12 weeks")]


def _choice(label: str, choices: list[tuple[str, str]], missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _words(label: str, missing: str, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, error_messages={"required": missing})


# What steps ask besides the day, by name: built for one kind and one measure.
EXTRAS: dict[str, Callable[[KindSpec], forms.Field]] = {
    "how": lambda kind: forms.ChoiceField(label="How?", choices=ToldHow.choices),
    "who_asks": lambda kind: _choice("Who asked for it?", WHO_ASKS, "Say who asked for it"),
    "attended": lambda kind: _words("Who took part?", "Enter who took part", 300),
    "new_end": lambda kind: DayField(
        label="Its last day, if that has changed (optional)",
        help_text="Leave it empty where nothing changes. For example, 26 3 2027",
        required=False,
    ),
    "outcome": lambda kind: _choice("How did it end?", [*kind.outcomes.items()], "Say how it ended"),
    "party": lambda kind: _choice("Who?", PARTIES, "Say who it was"),
    "evidence": lambda kind: _words("How do you know?", "Enter how you know", 300),
    "moves_on": lambda kind: day_field("First day on your roll", "Enter the first day on your roll"),
    "weeks": lambda kind: _choice("Which check-in is it?", WEEKS, "Say which check-in it is"),
    "next_review": lambda kind: DayField(
        label="When is it reviewed next? (optional)", help_text="For example, 14 12 2026", required=False
    ),
    "parents_came": lambda kind: yes_no(
        "Did the parents come?", "Say whether the parents came", "They were invited. It never waits for them."
    ),
    "adjustments": lambda kind: long_words(
        "What will be different now?", "", rows=3, missing="Write what will be different"
    ),
    "named_adult": lambda kind: _words("Which adult can the pupil go to?", "Enter the adult to go to", 150),
    "review_on": lambda kind: day_field("When is it looked at again?", "Enter the day"),
    "back_on": lambda kind: DayField(
        label="First day back in school, if the pupil comes back (optional)",
        help_text="For example, 25 11 2026",
        required=False,
    ),
}


class StepForm(PortalForm):
    """One step of one measure; no day before the pupil was born, none far ahead."""

    def __init__(self, *args: Any, kind: KindSpec, spec: StepSpec, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.measure = spec, measure
        latest = None if spec.may_be_ahead else timezone.localdate()
        self.fields["on"] = day_field(spec.day, f"Enter the {spec.day.lower()}", latest=latest)
        for name in spec.asks:
            self.fields[name] = EXTRAS[name](kind)
        missing = f"Write: {spec.note.lower()}" if spec.needs_note else ""
        self.fields["note"] = long_words(spec.note, "", rows=4, missing=missing)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on < self.measure.pupil.born_on:
            raise ValidationError("Enter a day after the pupil was born")
        if on and on.year > timezone.localdate().year + 1:
            raise ValidationError("Check the year: it is more than a year ahead")
        return on

    def extras(self) -> dict[str, Any]:
        """What was asked besides day and words. Only for a form that is valid."""
        return {name: self.cleaned_data.get(name) for name in self.spec.asks}
