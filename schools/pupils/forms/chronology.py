"""Which part of a chronology to show, and why it is printed."""

from typing import Any

from django import forms

from portal.core.forms import DayField, SpanForm
from schools.pupils.chronology import kinds

NEWEST, OLDEST = "newest", "oldest"


class ChronologyForm(SpanForm):
    """Every part may be left empty: then everything is shown, the newest first."""

    span = ("since", "until")

    kind = forms.MultipleChoiceField(
        label="What to show", required=False, widget=forms.CheckboxSelectMultiple
    )
    since = DayField(label="From", required=False, help_text="For example, 1 9 2026")
    until = DayField(label="To", required=False, help_text="For example, 23 11 2026")
    order = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(NEWEST, "Newest first"), (OLDEST, "Oldest first")],
        widget=forms.RadioSelect,
        initial=NEWEST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What `chronology()` is asked for; everything where the form has mistakes."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        return {
            "only": data["kind"],
            "since": data["since"],
            "until": data["until"],
            "oldest_first": data["order"] == OLDEST,
        }


class PrintForm(SpanForm):
    span = ("since", "until")

    purpose = forms.CharField(
        label="What is the print for?",
        help_text="For example, child protection conference on 2 December. It is kept with your name.",
        max_length=200,
        error_messages={"required": "Say what the print is for"},
    )
    since = DayField(label="From (optional)", required=False, help_text="For example, 1 9 2026")
    until = DayField(label="To (optional)", required=False, help_text="For example, 23 11 2026")
