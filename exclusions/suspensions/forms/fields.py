"""Fields of this room's forms."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from exclusions.suspensions.forms.reading import MOST_DAYS, read_length
from portal.core.forms import DayField

CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


class LengthField(forms.CharField):
    """A number of school days, whole or half, up to `most`, as sessions."""

    def __init__(self, *, most: int = MOST_DAYS, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        sessions = read_length(typed)
        if sessions is None or not 0 < sessions <= 2 * self.most:
            raise ValidationError(
                f"Enter how many school days, from 0.5 to {self.most}, in whole and half days. "
                "For example, 2 or 2.5",
                code="length",
            )
        return sessions


class ClockField(forms.CharField):
    """A time of day, `14:30`."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        match = CLOCK.fullmatch(typed.strip())
        if match is None:
            raise ValidationError("Enter a time of day, for example 14:30", code="time")
        return time(int(match[1]), int(match[2]))


def day_field(label: str, missing: str, help_text: str = "", latest: date | None = None) -> DayField:
    """A day that must be entered; `missing` says so."""
    field = DayField(label=label, latest=latest, help_text=help_text or "For example, 23 11 2026")
    # crispy-forms-gds takes no error messages of its caller.
    field.error_messages["required"] = missing
    return field


def yes_no(label: str, missing: str, help_text: str = "") -> forms.ChoiceField:
    """A question that has to be answered; `missing` says so."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": "Answer yes or no"},
    )
