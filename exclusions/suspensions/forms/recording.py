"""The page on which a suspension or permanent exclusion is written."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout
from crispy_forms_gds.layout.containers import ConditionalQuestion, ConditionalRadios
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from exclusions.concerns.content import Content
from exclusions.concerns.forms import long_words
from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import MissedTest, SuspensionKind, ToldHow
from exclusions.suspensions.forms.fields import ClockField, LengthField, day_field, yes_no
from exclusions.suspensions.forms.reading import moment_of, proposal_of, read_day
from exclusions.suspensions.packs.reasons import reasons_on
from exclusions.suspensions.proposing import Proposal
from portal.core.forms import DayField, PortalForm
from schools.calendars.services import Calendar
from schools.register.models import School

KINDS = (
    (SuspensionKind.SUSPENSION, "Suspension"),
    (SuspensionKind.PERMANENT, "Permanent exclusion"),
    (SuspensionKind.LUNCHTIME, "Lunchtime suspension"),
)
# Given most often; the others are one step further on the page.
USUAL = ("PP", "PA", "VP", "VA", "OW", "BU", "DM", "LD", "CB", "DB")
EARLIEST = timedelta(days=3 * 366)
LATEST = timedelta(days=60)


class SuspensionForm(PortalForm):
    """One suspension, lunchtime suspension or permanent exclusion. Drawn in parts (`helper_of`).

    `calendar` is the school's; `content` is the draft as typed, since it also holds days set by hand.
    """

    kind = forms.ChoiceField(
        label="What has the headteacher decided?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the headteacher has decided"},
    )
    first = day_field(
        "First day",
        "Enter the first day",
        "The first day on which the pupil may not come. For example, 23 11 2026",
    )
    starts = forms.ChoiceField(
        label="From",
        choices=[("am", "The morning of the first day"), ("pm", "The afternoon of the first day")],
        required=False,
    )
    length = LengthField(
        label="How many school days?",
        help_text="Half days as .5, for example 2 or 2.5. For lunchtimes: how many lunchtimes; each counts "
        "as half a day.",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
    )
    reason_1 = forms.ChoiceField(
        label="Main reason",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the main reason",
            "invalid_choice": "Choose a reason from the list: it depends on the first day",
        },
    )
    reason_2 = forms.ChoiceField(label="Second reason (optional)", required=False)
    reason_3 = forms.ChoiceField(label="Third reason (optional)", required=False)
    what_happened = long_words(
        "What happened?",
        "What the pupil did, when and where, and what the headteacher considered before deciding. The letter "
        "to the parents and the governing board build on it.",
        rows=7,
        missing="Write what happened",
    )
    misses_test = yes_no(
        "Will the pupil miss an examination or test?",
        "Say whether the pupil will miss an examination or test",
        "A public examination, or a national curriculum test.",
    )
    missed_test = forms.ChoiceField(label="Which kind?", choices=MissedTest.choices, required=False)
    missed_test_on = DayField(label="The day of the first one", required=False)
    missed_test_what = forms.CharField(label="Which one (optional)", required=False, max_length=200)
    heard = yes_no(
        "Was the pupil heard before the decision?", "Say whether the pupil was heard before the decision"
    )
    pupil_view = long_words("What the pupil said", "In their own words.", rows=3)
    no_view_because = forms.CharField(label="Why not?", required=False, max_length=300)
    decided_by = forms.CharField(
        label="Who decided?",
        help_text="The headteacher, or whoever properly acts as headteacher.",
        max_length=150,
        error_messages={"required": "Enter who decided: the headteacher, or whoever acts as headteacher"},
    )
    decided_on = day_field("Day of the decision", "Enter the day of the decision")
    home_authority = forms.CharField(
        label="Does the pupil live in another authority? (optional)",
        help_text="Its three-digit number, for example 203. Leave it empty for our own.",
        required=False,
        max_length=3,
        validators=[RegexValidator(r"[0-9]{3}\Z", "Enter the three digits of the authority’s number")],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    parents_told = yes_no(
        "Have the parents been told?",
        "Say whether the parents have been told",
        "Without delay: how long, why, and that they may make representations. If the pupil is 18 or over, "
        "the pupil.",
    )
    told_on = DayField(label="On which day?", required=False)
    told_at = ClockField(
        label="At what time?",
        help_text="For example, 14:30",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    told_how = forms.ChoiceField(label="How?", choices=[("", "Choose one"), *ToldHow.choices], required=False)
    work_set = long_words(
        "Work set for the first five days (optional)", "What was set, and how it is marked.", rows=2
    )

    def __init__(
        self, *args: Any, school: School, calendar: Calendar, content: Content, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.calendar, self.content = school, calendar, content
        today = timezone.localdate()
        for name in ("decided_on", "told_on"):
            self._day_field(name).latest = today
        self.codes = list(reasons_on(self._reasons_day(today)).labels().items())
        self._choice_field("reason_1").choices = self.codes
        for name in ("reason_2", "reason_3"):
            self._choice_field(name).choices = [("", "None"), *self.codes]

    def _day_field(self, name: str) -> DayField:
        field = self.fields[name]
        assert isinstance(field, DayField)  # noqa: S101 -- stated above
        return field

    def _choice_field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- stated above
        return field

    def _reasons_day(self, today: date) -> date:
        """The first day as far as it can be read: reasons depend on it."""
        return read_day(self.content, "first") or today

    @cached_property
    def proposal(self) -> Proposal | None:
        """The days as the calendar proposes them, as soon as first day and length can be read."""
        return proposal_of(self.content, self.calendar)

    @property
    def is_permanent(self) -> bool:
        return self.content.get("kind") == SuspensionKind.PERMANENT

    @property
    def excluded(self) -> Days:
        """The days of the suspension; none for a permanent exclusion."""
        proposal = self.proposal
        return proposal.excluded if proposal and not self.is_permanent else Days()

    def clean_first(self) -> date | None:
        first: date | None = self.cleaned_data["first"]
        today = timezone.localdate()
        if first and not today - EARLIEST <= first <= today + LATEST:
            raise ValidationError("Enter a first day within the last three years and the next 60 days")
        return first

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_length(cleaned)
        self._check_reasons(cleaned)
        misses = cleaned.get("misses_test") == "yes"
        self._need(cleaned, misses, "missed_test_on", "Enter the day of the first examination or test")
        self._need(cleaned, cleaned.get("heard") == "yes", "pupil_view", "Write what the pupil said")
        self._need(
            cleaned, cleaned.get("heard") == "no", "no_view_because", "Say why the pupil was not heard"
        )
        told = cleaned.get("parents_told") == "yes"
        self._need(cleaned, told, "told_on", "Enter the day on which the parents were told")
        self._need(cleaned, told, "told_how", "Choose how the parents were told")
        return cleaned

    def _need(self, cleaned: dict[str, Any], is_needed: Any, name: str, message: str) -> None:
        if is_needed and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, message)

    def _check_length(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("kind") in (None, SuspensionKind.PERMANENT) or "length" in self.errors:
            return
        if not cleaned.get("length"):
            self.add_error("length", "Enter how many school days")
        elif cleaned["kind"] == SuspensionKind.LUNCHTIME and cleaned["length"] % 2:
            self.add_error("length", "Enter how many lunchtimes, as a whole number")
        elif cleaned.get("first") and (self.proposal is None or self.proposal.is_short):
            self.add_error(
                "length", "There are not as many school days. Check the length, and the days set by hand."
            )

    def _check_reasons(self, cleaned: dict[str, Any]) -> None:
        given = [cleaned.get(f"reason_{n}") for n in (1, 2, 3)]
        for n in (2, 3):
            if given[n - 1] and given[n - 1] in given[: n - 1]:
                self.add_error(f"reason_{n}", "Choose each reason once")

    def answers(self) -> dict[str, Any]:
        """What was written, by the columns of Suspension. Only for a form that is valid."""
        said = self.cleaned_data
        days = self.excluded
        misses = said["misses_test"] == "yes"
        told_on = said["told_on"] if said["parents_told"] == "yes" else None
        return {
            "kind": said["kind"],
            "starts_on": days.first if days else said["first"],
            "days": days,
            "reason_1": said["reason_1"],
            # A third reason without a second is the second.
            "reason_2": said["reason_2"] or said["reason_3"],
            "reason_3": said["reason_3"] if said["reason_2"] else "",
            "what_happened": said["what_happened"],
            "missed_test": (said["missed_test"] or MissedTest.EXAM) if misses else "",
            "missed_test_on": said["missed_test_on"] if misses else None,
            "missed_test_what": said["missed_test_what"] if misses else "",
            "pupil_view": said["pupil_view"] if said["heard"] == "yes" else "",
            "no_view_because": said["no_view_because"] if said["heard"] == "no" else "",
            "decided_by": said["decided_by"],
            "decided_on": said["decided_on"],
            "home_authority": said["home_authority"],
            "parents_told_at": moment_of(told_on, said["told_at"]),
            "parents_told_how": said["told_how"] if told_on else "",
            "work_set": said["work_set"],
        }

    def helper_of(self, *parts: Any) -> FormHelper:
        helper = self.helper
        helper.layout = Layout(*parts)
        return helper

    @property
    def usual_reasons(self) -> list[tuple[int, str, str]]:
        """Reasons that schools give most, each numbered for its place on the page, with code and label."""
        return [row for row in self._reasons() if row[1] in USUAL]

    @property
    def other_reasons(self) -> list[tuple[int, str, str]]:
        return [row for row in self._reasons() if row[1] not in USUAL]

    @property
    def chose_unusual(self) -> bool:
        """Whether the main reason is one of the others, so that it shows at once."""
        return any(code == self["reason_1"].value() for _, code, _ in self.other_reasons)

    def _reasons(self) -> list[tuple[int, str, str]]:
        in_order = sorted(self.codes, key=lambda pair: pair[0] not in USUAL)
        return [(number, code, label) for number, (code, label) in enumerate(in_order, start=1)]

    @property
    def length_part(self) -> FormHelper:
        return self.helper_of("first", "starts", "length")

    @property
    def more_reasons(self) -> FormHelper:
        return self.helper_of("reason_2", "reason_3")

    @property
    def facts_part(self) -> FormHelper:
        return self.helper_of(
            "what_happened",
            ConditionalRadios(
                "heard",
                ConditionalQuestion("Yes", "pupil_view"),
                ConditionalQuestion("No", "no_view_because"),
            ),
            ConditionalRadios(
                "misses_test",
                ConditionalQuestion("Yes", "missed_test", "missed_test_on", "missed_test_what"),
                ConditionalQuestion("No"),
            ),
            "decided_by",
            "decided_on",
            "home_authority",
        )

    @property
    def told_part(self) -> FormHelper:
        return self.helper_of(
            ConditionalRadios(
                "parents_told",
                ConditionalQuestion("Yes", "told_on", "told_at", "told_how"),
                ConditionalQuestion("No"),
            ),
            "work_set",
        )
