"""The form of an off-site direction: what the law wants in the notice, and the board's interval."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from exclusions.concerns.forms import long_words
from exclusions.measures.forms import MeasureForm, school_field
from exclusions.measures.models import Direction
from exclusions.suspensions.days import in_days
from exclusions.suspensions.forms.fields import ClockField, LengthField, day_field, yes_no
from schools.pupils.codes import EHC_PLAN
from schools.pupils.enums import FactKind
from schools.pupils.models import PupilFact

MOST_DAYS = 400
MOST_WEEKS = 40


def _clock(label: str, missing: str) -> ClockField:
    return ClockField(
        label=label,
        help_text="For example, 8:45",
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )


class DirectionForm(MeasureForm):
    host = forms.CharField(
        label="Where will the pupil be?",
        help_text="The name of the school or provider",
        max_length=200,
        error_messages={"required": "Enter where the pupil will be"},
    )
    to_school = school_field(
        "Its number in the register, if it is a school (optional)",
        "Six digits. The school then reads this record",
    )
    address = long_words("Its address", "", rows=3, missing="Enter the address: the notice must hold it")
    report_to = forms.CharField(
        label="Who does the pupil report to?",
        max_length=150,
        error_messages={"required": "Enter the person to report to: the notice must hold it"},
    )
    starts_on = day_field("First day there", "Enter the first day")
    planned_end_on = day_field("Last day there", "Enter the last day: a direction is for a limited time")
    sessions = LengthField(
        label="How many school days is that in all?",
        help_text="Fewer where the pupil goes there only on some days. Half days as .5",
        most=MOST_DAYS,
        error_messages={"required": "Enter how many school days it is in all"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
    )
    session_starts = _clock("The day begins at", "Enter when the day begins there")
    session_ends = _clock("The day ends at", "Enter when the day ends there")
    breaks = forms.CharField(
        label="Breaks",
        help_text="For example, 10:45 to 11:00 and 12:30 to 13:10",
        max_length=100,
        error_messages={"required": "Enter when the breaks are, or that there are none"},
    )
    reasons = long_words(
        "Why is it needed?",
        "What has been tried to improve the pupil’s behaviour, and why this. It is no punishment.",
        rows=5,
        missing="Write why it is needed",
    )
    objectives = long_words(
        "What is it to achieve?",
        "What will be better at the end, and how you will know.",
        rows=4,
        missing="Write what it is to achieve",
    )
    pupil_view = long_words("What does the pupil say? (optional)", "In their own words.", rows=3)
    is_dual = yes_no(
        "Will the pupil be on both rolls?",
        "Say whether the pupil will be on both schools’ rolls",
        "Where the host is a school: main registration here, subsidiary there.",
    )
    review_weeks = forms.IntegerField(
        label="How many weeks between reviews?",
        help_text="The governing board chooses what is right for this pupil. Parents may demand one where "
        "there was none for 10 weeks",
        min_value=1,
        max_value=MOST_WEEKS,
        error_messages={
            "required": "Enter how many weeks lie between reviews",
            "invalid": "Enter a whole number of weeks",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_dual") == "yes" and "to_school" in cleaned and not cleaned["to_school"]:
            self.add_error("to_school", "Enter the host school’s number: only schools have a roll")
        first, last = cleaned.get("session_starts"), cleaned.get("session_ends")
        if first and last and last <= first:
            self.add_error("session_ends", "The day must end after it begins")
        self._check_length(cleaned)
        return cleaned

    def _check_length(self, cleaned: dict[str, Any]) -> None:
        """No more school days than there are, by this school's calendar."""
        first, last, sessions = (cleaned.get(n) for n in ("starts_on", "planned_end_on", "sessions"))
        if not (first and last and sessions) or last < first:
            return
        most = self.calendar.is_school_day(first) + self.calendar.count(first, last)
        if sessions > 2 * most:
            there_are = in_days(2 * most) if most else "no school days"
            self.add_error("sessions", ValidationError(f"There are only {there_are} between these days"))

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        on_that_day = PupilFact.objects.on(answers["starts_on"]).filter(pupil__in=self.pupil.records)
        has_plan = on_that_day.filter(kind=FactKind.SEN_PROVISION, value=EHC_PLAN).exists()
        return {**answers, "is_dual": answers["is_dual"] == "yes", "has_plan": has_plan}

    @staticmethod
    def typed(measure: Direction) -> dict[str, Any]:
        columns = {name: getattr(measure, name) for name in DirectionForm.base_fields if name != "to_school"}
        return columns | {
            "to_school": measure.to_school.urn if measure.to_school else "",
            "sessions": f"{measure.sessions / 2:g}",
            "session_starts": f"{measure.session_starts:%H:%M}",
            "session_ends": f"{measure.session_ends:%H:%M}",
            "is_dual": "yes" if measure.is_dual else "no",
        }
