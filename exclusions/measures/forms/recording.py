"""What the forms of all kinds share: whose measure it is, a span of days, and the school at the other end."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from exclusions.concerns.forms import long_words
from portal.accounts.models import User
from portal.core.forms import SpanForm
from schools.calendars.arithmetic import Calendar
from schools.pupils.models import Pupil
from schools.register.models import School

MOST_YEARS_AHEAD, MOST_YEARS_BACK = 2, 3


def school_field(label: str, help_text: str, missing: str = "") -> forms.CharField:
    """A school by its number in the register; whoever fills this in reads no other school's pupils."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=6,
        required=bool(missing),
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )


def because_field() -> forms.CharField:
    """Asked of a correction."""
    return long_words(
        "Why is the record corrected?", "What stood before is kept.", rows=3, missing="Write why"
    )


class MeasureForm(SpanForm):
    """One measure of one pupil of one school, written by `by`. `answers()` gives the columns of its model."""

    span = ("starts_on", "planned_end_on")

    def __init__(
        self, *args: Any, school: School, pupil: Pupil, calendar: Calendar, by: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.pupil, self.calendar, self.by = school, pupil, calendar, by

    def clean_starts_on(self) -> Any:
        day, today = self.cleaned_data["starts_on"], timezone.localdate()
        if day and not today.year - MOST_YEARS_BACK <= day.year <= today.year + MOST_YEARS_AHEAD:
            raise ValidationError("Check the year of the first day")
        return day

    def clean_to_school(self) -> School | None:
        typed = (self.cleaned_data["to_school"] or "").strip()
        if not typed:
            return None
        urn = int(typed) if typed.isascii() and typed.isdecimal() else 0
        school = School.objects.filter(urn=urn).first()
        if school is None:
            raise ValidationError("No school of the register has this number. It has six digits")
        if school.pk == self.school.pk:
            raise ValidationError("That is this school. Enter the other school’s number")
        return school

    def answers(self) -> dict[str, Any]:
        """The columns it fills. Only for a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "because"}

    @staticmethod
    def typed(measure: Any) -> dict[str, Any]:
        """What the form would hold had this measure just been typed."""
        raise NotImplementedError
