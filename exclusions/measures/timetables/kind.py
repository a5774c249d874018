"""Part-time timetable as a kind of measure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from exclusions.concerns.forms import long_words
from exclusions.measures.enums import OPEN, MeasureKind, State
from exclusions.measures.forms import MeasureForm
from exclusions.measures.listing import TimetableTable
from exclusions.measures.models import Timetable
from exclusions.measures.spec import VOID, KindSpec, StepSpec
from exclusions.measures.timetables.rules import GUIDANCE, RULES
from exclusions.suspensions.forms.fields import day_field
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import Pupil

FULL_WEEK = 10


class TimetableForm(MeasureForm):
    reason = forms.ChoiceField(
        label="What is the need?",
        help_text="A part-time timetable may not be used to manage behaviour, nor as a punishment",
        choices=Timetable.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the need", "invalid_choice": "Choose the need from the list"},
    )
    reasons = long_words(
        "Why part-time, and how will the pupil come back to full time?",
        "",
        rows=4,
        missing="Write why, and how the pupil will come back to full time",
    )
    sessions_a_week = forms.IntegerField(
        label="How many sessions a week will the pupil attend?",
        help_text="A session is half a school day; a full week has ten",
        min_value=0,
        max_value=FULL_WEEK - 1,
        error_messages={
            "required": "Enter how many sessions a week",
            "invalid": "Enter a whole number of sessions",
            "max_value": "Ten sessions are a full week: enter fewer",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    pattern = forms.CharField(
        label="Which ones?",
        help_text="For example, every morning",
        max_length=200,
        error_messages={"required": "Enter which sessions the pupil attends"},
    )
    starts_on = day_field("First day", "Enter the first day")
    planned_end_on = day_field("Last day part-time", "Enter the last day: it is for a short time")
    review_on = day_field("Day of the first review", "Enter the day of the first review")
    agreed_by = forms.CharField(
        label="Who agreed, of the parents?",
        max_length=150,
        error_messages={"required": "Enter who agreed: without the parents’ agreement it may not be"},
    )
    agreed_on = day_field("Day on which they agreed", "Enter the day on which they agreed", latest=None)
    pupil_view = long_words("What does the pupil say? (optional)", "In their own words.", rows=3)

    def clean_agreed_on(self) -> date | None:
        day: date | None = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise ValidationError("Enter a day that is not in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last, review = (cleaned.get(n) for n in ("starts_on", "planned_end_on", "review_on"))
        if first and last and review and not first <= review <= last:
            self.add_error("review_on", "The first review lies between the first and the last day")
        if first and cleaned.get("agreed_on") and cleaned["agreed_on"] > first:
            self.add_error("agreed_on", "The parents agree before it begins")
        return cleaned

    @staticmethod
    def typed(measure: Timetable) -> dict[str, Any]:
        return {name: getattr(measure, name) for name in TimetableForm.base_fields}


def _later(timetable: Timetable, on: date, extras: Mapping[str, Any]) -> None:
    for name in ("next_review", "new_end"):
        if extras.get(name) and extras[name] <= on:
            raise Refused("The next review and a new last day lie after this review.")


STEPS = (
    StepSpec(
        "review",
        "It was reviewed",
        "Day of the review",
        asks=("attended", "next_review", "new_end"),
        note="What was found and agreed",
        needs_note=True,
        sets={"planned_end_on": "new_end"},
        check=_later,
    ),
    StepSpec(
        "end",
        "It ended",
        "Last day part-time",
        asks=("outcome",),
        target=State.ENDED,
        sets={"ended_on": "on", "outcome": "outcome"},
    ),
    VOID,
)
OUTCOMES = {
    "full": "Back to full time",
    "other": "Another arrangement follows",
    "left": "The pupil left the school",
}


def facts(timetable: Timetable) -> list[tuple[str, str]]:
    sessions = timetable.sessions_a_week
    return [
        ("Need", timetable.get_reason_display()),
        ("Why, and the way back", timetable.reasons),
        ("Attends", f"{sessions} of {FULL_WEEK} sessions a week: {timetable.pattern}"),
        ("Agreed by", f"{timetable.agreed_by}, {plain_date(timetable.agreed_on)}"),
        ("First review", plain_date(timetable.review_on)),
        ("What the pupil says", timetable.pupil_view),
    ]


def check(pupil: Pupil, answers: Mapping[str, Any], without: int | None) -> None:
    rows = Timetable.objects.of_pupil(pupil).filter(state__in=OPEN).exclude(pk=without or 0)
    if other := rows.first():
        raise Refused(f"A part-time timetable of this pupil holds already: {other.reference}. End it first.")


TIMETABLE = KindSpec(
    kind=MeasureKind.TIMETABLE,
    slug="timetables",
    label="Part-time timetable",
    plural="Part-time timetables",
    a_noun="a part-time timetable",
    intro=(
        "Fewer sessions for a short time, because the pupil needs it and the parents agree. Never to manage "
        "behaviour, and never instead of an exclusion.",
    ),
    law=GUIDANCE,
    model=Timetable,
    form=TimetableForm,
    table=TimetableTable,
    rules=RULES,
    steps=STEPS,
    outcomes=OUTCOMES,
    facts=facts,
    check=check,
    field_words={
        "starts_on": "first day",
        "planned_end_on": "planned last day",
        "reason": "need",
        "reasons": "why",
        "sessions_a_week": "sessions a week",
        "pattern": "which sessions",
        "review_on": "first review",
        "agreed_by": "who agreed",
        "agreed_on": "day of the agreement",
        "pupil_view": "what the pupil says",
    },
)
