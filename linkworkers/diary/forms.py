"""Forms of the diary: one short page for an entry, planning days, and the words that come later."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout
from django import forms
from django.utils import timezone

from linkworkers.diary.enums import Kind, Sessions
from linkworkers.diary.services import Said
from portal.core.forms import DayField, LongText, PortalForm
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import YEAR_GROUPS, Pupil
from schools.pupils.words import LONGEST_SEARCH

WEEKDAYS = [(str(n), name) for n, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))]
YEARS = dict(YEAR_GROUPS)
NO_NAMES = "Do not write names"
LONGEST = 5_000


def _optional(label: str, help_text: str, rows: int = 3) -> LongText:
    return LongText(label=label, help_text=help_text, rows=rows, max_length=LONGEST, required=False)


class _WhatWasSaid(PortalForm):
    """The parts of what was said, shared by a new entry and a planned day that took place."""

    asked = LongText(
        label="What was it about?",
        help_text=f"{NO_NAMES} of children or families.",
        rows=4,
        max_length=LONGEST,
        error_messages={"required": "Write what it was about"},
    )
    advice = _optional("Advice you gave (optional)", f"{NO_NAMES} here either.", rows=4)
    sessions = forms.ChoiceField(
        label="Which part of the day?",
        help_text="For an on-site day",
        choices=Sessions.choices,
        required=False,
    )
    with_whom = forms.CharField(
        label="With whom at the school? (optional)",
        help_text="Roles, for example head of year 8 and a mentor",
        max_length=120,
        required=False,
    )
    school_will = _optional("What the school will do (optional)", "One step a line is enough.")
    follow_up_by = DayField(
        label="Follow up by (optional)",
        help_text="The day stands in your diary until you say it is done",
        required=False,
    )

    def said(self) -> Said:
        """What was written, for the service."""
        names = ("asked", "advice", "school_will", "with_whom", "follow_up_by")
        return Said(**{name: self.cleaned_data[name] for name in names})


class EntryForm(_WhatWasSaid):
    """A new entry: what is always asked, and more behind a fold."""

    QUICK = ("kind", "on", "asked", "advice")

    kind = forms.ChoiceField(
        label="What was it?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was"},
    )
    on = DayField(label="On which day?", initial=timezone.localdate)
    pupil_words = forms.CharField(
        label="Is it about a pupil of this school? (optional)",
        help_text="Leave it empty for an anonymous entry. Otherwise a name, date of birth or UPN: "
        "you choose the pupil on the next page",
        max_length=LONGEST_SEARCH,
        required=False,
    )
    only_link_workers = forms.BooleanField(label="Only link workers may read this", required=False)
    why_internal = forms.CharField(
        label="Why should the school not read it?",
        help_text="Only where you ticked the box above",
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, found: Sequence[Pupil] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].error_messages["required"] = "Enter the day"
        self.found = {pupil.reference: pupil for pupil in found or ()}
        self.searched = found is not None
        if self.found:
            self.fields["pupil"] = forms.ChoiceField(
                label="Which pupil?",
                choices=[
                    *((key, _in_words(pupil)) for key, pupil in self.found.items()),
                    ("none", "None of these"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose the pupil, or “None of these”"},
            )

    @property
    def quick(self) -> FormHelper:
        return self._part(*(["pupil"] if "pupil" in self.fields else []), *self.QUICK)

    @property
    def more(self) -> FormHelper:
        return self._part(*(name for name in self.fields if name not in (*self.QUICK, "pupil")))

    @property
    def has_more_errors(self) -> bool:
        return any(name not in (*self.QUICK, "pupil") for name in self.errors)

    def _part(self, *names: str) -> FormHelper:
        helper = self.helper
        helper.layout = Layout(*names)
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.searched and not self.found:
            self.add_error(
                "pupil_words", "No pupil on this school’s roll fits. Check the spelling, or leave it empty"
            )
        if cleaned.get("only_link_workers") and not cleaned.get("why_internal"):
            self.add_error("why_internal", "Say why the school should not read it")
        return cleaned

    def pupil(self) -> Pupil | None:
        """The pupil that was chosen; None where the entry is anonymous."""
        return self.found.get(self.cleaned_data.get("pupil", ""))

    def why_only_link_workers(self) -> str:
        return self.cleaned_data["why_internal"] if self.cleaned_data["only_link_workers"] else ""


def _in_words(pupil: Any) -> str:
    year = YEARS.get(pupil.year_group, "")
    parts = [pupil.full_name, year, f"born {plain_date(pupil.born_on)}"]
    return ", ".join(part for part in parts if part)


class HappenedForm(_WhatWasSaid):
    """How a planned day went."""

    field_order = ("sessions", "asked", "advice", "with_whom", "school_will", "follow_up_by")


class WordsForm(PortalForm):
    """One text: why a day did not happen, what came of a follow-up, a correction."""

    def __init__(self, *args: Any, label: str, help_text: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = LongText(
            label=label,
            help_text=help_text,
            rows=3,
            max_length=LONGEST,
            error_messages={"required": missing},
        )


class PlanForm(PortalForm):
    """On-site days on the same weekdays, week after week."""

    weekdays = forms.TypedMultipleChoiceField(
        label="On which weekdays?",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one weekday"},
    )
    first = DayField(label="From")
    last = DayField(label="Until", help_text="Also counts. For example, 18 12 2026")
    sessions = forms.ChoiceField(
        label="Which part of the day?",
        choices=Sessions.choices,
        initial=Sessions.BOTH,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].error_messages["required"] = "Enter the first day"
        self.fields["last"].error_messages["required"] = "Enter the last day"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", "The last day must be on or after the first day")
        return cleaned


class ConfirmForm(PortalForm):
    note = LongText(
        label="Note (optional)", help_text=f"{NO_NAMES}.", rows=2, max_length=1_000, required=False
    )
