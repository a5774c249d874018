"""The base of every form: GOV.UK markup, an error summary, and words people typed kept as typed."""

from datetime import date
from typing import Any

from crispy_forms_gds.fields import DateInputField
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout, Size
from django import forms
from django.core.exceptions import ValidationError


class PortalForm(forms.Form):
    """Rendered by `components/form.html`: the page brings `<form>`, button and error summary."""

    label_size = Size.SMALL

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.label_size = self.label_size
        helper.legend_size = self.label_size
        return helper

    def fields_alone(self, *names: str) -> FormHelper:
        """These fields alone, for a page that puts something in between."""
        helper = self.helper
        helper.layout = Layout(*names)
        return helper


class SpanForm(PortalForm):
    """A form with a first and a last day, by default `starts_on` and `ends_on`, in that order."""

    span = ("starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = (cleaned.get(name) for name in self.span)
        if first and last and last < first:
            self.add_error(self.span[1], "The last day must be on or after the first day")
        return cleaned


class PurposeForm(PortalForm):
    """What a print of children's records is for: kept with the name of whoever prints it."""

    purpose = forms.CharField(
        label="What is it for?",
        help_text="It is written down who printed this and what for.",
        max_length=200,
        error_messages={"required": "Write what the print is for"},
    )


class LongText(forms.CharField):
    """A text area for long text; line breaks are kept, trailing space is not."""

    def __init__(self, *, rows: int = 5, max_length: int = 20_000, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}), max_length=max_length, **kwargs
        )


class _HiddenDay(forms.MultiWidget):
    """The three boxes of a day, carried unseen from one page of a form to the next."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__((forms.HiddenInput, forms.HiddenInput, forms.HiddenInput), attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(DateInputField):
    """A day in three boxes; a day that cannot be is named as such. `latest` refuses later days."""

    hidden_widget = _HiddenDay

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 23 11 2026")
        super().__init__(**kwargs)
        self.latest = latest

    def clean(self, value: Any) -> date | None:
        typed = [str(part or "").strip() for part in value or ()]
        if any(typed) and not all(typed):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return super().clean(value)

    def compress(self, data_list: Any) -> date | None:
        try:
            day = super().compress(data_list)
        except (ValidationError, OverflowError):
            raise ValidationError("Enter a real day, for example 23 11 2026", code="invalid") from None
        if day and self.latest and day > self.latest:
            raise ValidationError("Enter a day that is not in the future", code="future")
        return day
