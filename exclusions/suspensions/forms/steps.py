"""The form of a step, built from its spec; and the reason for a correction."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from exclusions.concerns.forms import long_words
from exclusions.suspensions.enums import ToldHow
from exclusions.suspensions.forms.fields import ClockField, day_field
from exclusions.suspensions.forms.recording import SuspensionForm
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.steps import StepSpec
from portal.core.forms import PortalForm


def _extra(name: str) -> forms.Field:
    """A field that some steps ask besides the day."""
    fields: dict[str, Any] = {
        "at": lambda: ClockField(label="Time (optional)", help_text="For example, 14:30", required=False),
        "how": lambda: forms.ChoiceField(label="How?", choices=ToldHow.choices),
        "remote": lambda: forms.BooleanField(label="The parents ask to meet from a distance", required=False),
        "expert": lambda: forms.BooleanField(
            label="The parents ask for an expert on special educational needs", required=False
        ),
        "tribunal": lambda: forms.BooleanField(
            label="The application follows a ruling of the disability tribunal",
            help_text="Only then may it be accepted after the last day.",
            required=False,
        ),
        "costs": lambda: forms.BooleanField(
            label="The panel ordered £4,000 to be paid if the board does not offer to reinstate the pupil",
            required=False,
        ),
        "back_on": lambda: day_field(
            "First day on which the pupil may come back",
            "Enter the day on which the pupil may come back",
            "The days before it count as served. For example, 25 11 2026",
        ),
    }
    return fields[name]()


class StepForm(PortalForm):
    """One step of one record. `suspension` bounds the days."""

    def __init__(self, *args: Any, spec: StepSpec, suspension: Suspension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.suspension = spec, suspension
        latest = None if spec.may_be_ahead else timezone.localdate()
        self.fields["on"] = day_field(spec.day, f"Enter the {spec.day.lower()}", latest=latest)
        for name in spec.asks:
            self.fields[name] = _extra(name)
        missing = f"Write: {spec.note.lower()}" if spec.needs_note else ""
        self.fields["note"] = long_words(spec.note, "", rows=4, missing=missing)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        begun = self.suspension.decided_on or self.suspension.starts_on
        # The last examination may have been sat before the exclusion.
        if on and not self.spec.only_year_11 and on < min(begun, self.suspension.starts_on):
            raise ValidationError("Enter a day that is not before the decision to exclude")
        return on

    def detail(self) -> dict[str, Any]:
        """What was asked besides day and words, as JSON; what was left empty is left out."""
        given = {name: self.cleaned_data.get(name) for name in self.spec.asks}
        return {name: _as_json(value) for name, value in given.items() if value}


def _as_json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


class CorrectionForm(SuspensionForm):
    """The record's own form once more, and why it is corrected."""

    because = long_words(
        "Why is the record corrected?", "What stood before is kept.", rows=3, missing="Write why"
    )

    @property
    def because_part(self) -> FormHelper:
        return self.helper_of("because")


class BecauseForm(PortalForm):
    because = long_words("Why is it taken back?", "Both stay in the history.", rows=3, missing="Write why")
