"""The page on which a suspension or permanent exclusion is written."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout
from crispy_forms_gds.layout.containers import ConditionalQuestion, ConditionalRadios
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils import timezone

from exclusions.concerns.content import Content
from exclusions.concerns.forms import long_words
from exclusions.suspensions.content import parts_by_hand
from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import MissedTest, SuspensionKind, ToldHow
from exclusions.suspensions.packs.reasons import reasons_on
from exclusions.suspensions.proposing import Proposal, propose
from portal.core.forms import DayField, PortalForm
from schools.calendars.services import Calendar
from schools.pupils.forms import SearchForm
from schools.register.models import School, SchoolQuerySet

KINDS = (
    (SuspensionKind.SUSPENSION, "Suspension"),
    (SuspensionKind.PERMANENT, "Permanent exclusion"),
    (SuspensionKind.LUNCHTIME, "Lunchtime suspension"),
)
# Given most often; the others are one step further on the page.
USUAL = ("PP", "PA", "VP", "VA", "OW", "BU", "DM", "LD", "CB", "DB")
MOST_DAYS = 45
EARLIEST = timedelta(days=3 * 366)
LATEST = timedelta(days=60)
URN = re.compile(r"[0-9]{5,6}")
LENGTH = re.compile(r"(\d{0,2})(?:[.,](0|5|50)|(½))?", re.ASCII)
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


def read_length(typed: str) -> int | None:
    """Sessions of a number of days as people write it: `2` is 4, `2.5` and `2½` are 5; None for no length."""
    tidy = "".join(typed.split())
    match = LENGTH.fullmatch(tidy)
    if not tidy or match is None or not (match[1] or match[2] or match[3]):
        return None
    half = match[2] in ("5", "50") or bool(match[3])
    return 2 * int(match[1] or 0) + half


class LengthField(forms.CharField):
    """A number of school days, whole or half, as sessions."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        sessions = read_length(typed)
        if sessions is None or not 0 < sessions <= 2 * MOST_DAYS:
            raise ValidationError(
                f"Enter how many school days, from 0.5 to {MOST_DAYS}, in whole and half days. "
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


class WhoForm(SearchForm):
    """Looking for the pupil; which school is only asked where there are several.

    Few schools are chosen from a list; where there may be thousands, the school is typed.
    """

    MOST_LISTED = 30

    def __init__(self, *args: Any, schools: SchoolQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = schools
        few = list(schools[: self.MOST_LISTED + 1])
        self.only = few[0] if len(few) == 1 else None
        if self.only is None:
            listed = len(few) <= self.MOST_LISTED
            self.fields["school"] = _listed_school(few) if listed else _typed_school()
            self.order_fields(["school", "words"])

    def clean_school(self) -> School:
        typed = self.cleaned_data["school"].strip()
        wanted = Q(urn=int(typed)) if URN.fullmatch(typed) else Q(name__iexact=typed)
        found = list(self.schools.filter(wanted)[:2])
        if len(found) != 1:
            raise ValidationError("No such school here. Enter its URN, the six digits of the register.")
        return found[0]

    def school(self) -> School:
        """The school that was chosen, or the only one. Only for a form that is valid."""
        return self.only or self.cleaned_data["school"]


def _listed_school(schools: Sequence[School]) -> forms.Field:
    return forms.ChoiceField(
        label="School",
        choices=[("", "Choose a school"), *((str(s.urn), s.name) for s in schools)],
        error_messages={"required": "Choose the school"},
    )


def _typed_school() -> forms.Field:
    return forms.CharField(
        label="School",
        help_text="Its URN or its full name",
        max_length=200,
        error_messages={"required": "Enter the school’s URN or name"},
    )


def _yes_no(label: str, missing: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": "Answer yes or no"},
    )


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
    misses_test = _yes_no(
        "Will the pupil miss an examination or test?",
        "Say whether the pupil will miss an examination or test",
        "A public examination, or a national curriculum test.",
    )
    missed_test = forms.ChoiceField(label="Which kind?", choices=MissedTest.choices, required=False)
    missed_test_on = DayField(label="The day of the first one", required=False)
    missed_test_what = forms.CharField(label="Which one (optional)", required=False, max_length=200)
    heard = _yes_no(
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
    parents_told = _yes_no(
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


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """A day and a time as a moment here; noon where the time was not given."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, at or time(12, 0)))


def read_day(content: Content, name: str) -> date | None:
    """A day of the draft, None where what is typed is none."""
    parts = [str(content.get(f"{name}_{n}", "")).strip() for n in range(3)]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    day, month, year = map(int, parts)
    try:
        return date(year, month, day) if 2000 <= year <= 2100 else None
    except ValueError:
        return None


def proposal_of(content: Content, calendar: Calendar) -> Proposal | None:
    """The days of a draft as the calendar proposes them; None while they cannot be known."""
    first, sessions = read_day(content, "first"), read_length(str(content.get("length", "")))
    if first is None or not sessions or sessions > 2 * MOST_DAYS:
        return None
    lunchtimes = content.get("kind") == SuspensionKind.LUNCHTIME
    if lunchtimes:
        sessions = sessions // 2  # so many lunchtimes were typed as so many days
    if content.get("kind") == SuspensionKind.PERMANENT or not sessions:
        return None
    return propose(
        calendar,
        first,
        sessions,
        from_afternoon=content.get("starts") == "pm",
        lunchtimes=lunchtimes,
        set_by_hand=parts_by_hand(content),
    )
