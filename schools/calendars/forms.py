"""A term, and days without school."""

from typing import Any

from django import forms

from portal.core.forms import DayField, PortalForm, SpanForm
from schools.calendars.changing import why_not_a_run


class TermForm(SpanForm):
    """Whether the days fit beside the other terms is the service's to say."""

    name = forms.CharField(
        label="Name",
        help_text="For example, Autumn term 1",
        max_length=60,
        error_messages={"required": "Enter a name, for example Autumn term 1"},
    )
    starts_on = DayField(label="First day for pupils", help_text="For example, 2 9 2026")
    ends_on = DayField(label="Last day for pupils", help_text="For example, 23 10 2026")


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Reason",
        help_text="For example, INSET day. Everyone signed in can read it",
        max_length=120,
        error_messages={"required": "Enter a reason, for example INSET day"},
    )


class ChangeClosureForm(PortalForm):
    """One day. Whether it is free is the service's to say."""

    on = DayField(label="Day without pupils", help_text="For example, 23 11 2026")
    reason = _reason()


class ClosureForm(PortalForm):
    first = DayField(label="First day without pupils", help_text="For example, 23 11 2026")
    last = DayField(
        label="Last day without pupils (optional)",
        help_text="Leave empty for a single day. Weekends among them make no difference",
        required=False,
    )
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first = cleaned.get("first")
        if first and "last" in cleaned:
            cleaned["last"] = cleaned["last"] or first
            reason = why_not_a_run(first, cleaned["last"])
            if reason:
                self.add_error("last" if cleaned["last"] < first else "first", reason.rstrip("."))
        return cleaned
