"""The form of a list's filters: boxes to type in, choices and days.

It stands on every list, so it is drawn in one go: the form library renders a template for each field,
each widget and each option.
"""

from collections.abc import Iterator

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LABEL = '<label class="govuk-label govuk-label--s" for="{}">{}</label>'
ERROR = '<p id="{}" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'


class FilterForm(forms.Form):
    """`{{ form.drawn }}` in a template; the page brings `<form>` and button."""

    def drawn(self) -> SafeString:
        """Every field with its label, hint and mistakes, in GOV.UK markup."""
        return format_html_join("", "{}", ((part,) for part in self._parts()))

    def _parts(self) -> Iterator[SafeString]:
        for field in self:
            yield field.as_widget() if field.is_hidden else _group(field)


# GOV.UK's own markup of one tick box; `govuk-input` would make a box to type in of it.
TICK = (
    '<div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">'
    '<div class="govuk-checkboxes__item"><input name="{}"{}>'
    '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div></div>'
)


def _group(field: BoundField) -> SafeString:
    identity = field.id_for_label
    hint = field.help_text and format_html(
        '<div id="{}_hint" class="govuk-hint">{}</div>', identity, field.help_text
    )
    mistakes = field.errors and format_html(ERROR, f"{identity}_error", " ".join(map(str, field.errors)))
    described = [f"{identity}_hint"] * bool(hint) + [f"{identity}_error"] * bool(mistakes)
    control = "select" if isinstance(field.field.widget, forms.Select) else "input"
    failed = f" govuk-{control}--error" if mistakes else ""
    attrs = {"id": identity, "class": f"govuk-{control}{failed}"}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if isinstance(field.field.widget, forms.CheckboxInput):
        parts = (SafeString(""), hint, mistakes or "", _tick(field, attrs))
    else:
        drawn = _select(field, attrs) if control == "select" else _input(field, attrs)
        parts = (format_html(LABEL, identity, field.label), hint, mistakes or "", drawn)
    return format_html(
        '<div class="govuk-form-group{}">{}{}{}{}</div>',
        " govuk-form-group--error" if mistakes else "",
        *parts,
    )


def _tick(field: BoundField, attrs: dict[str, str]) -> SafeString:
    widget, value = field.field.widget, field.value()
    attrs = {**widget.attrs, **attrs, "type": "checkbox", "class": "govuk-checkboxes__input"}
    if widget.check_test(value):
        attrs["checked"] = ""
    if (kept := widget.format_value(value)) is not None:
        attrs["value"] = kept
    return format_html(TICK, field.html_name, _attributes(attrs), attrs["id"], field.label)


def _select(field: BoundField, attrs: dict[str, str]) -> SafeString:
    chosen = "" if field.value() is None else str(field.value())
    options = (
        (value, SafeString(" selected") if str(value) == chosen else "", label)
        for value, label in field.field.choices  # type: ignore[attr-defined]
    )
    return format_html(
        '<select name="{}"{}>{}</select>',
        field.html_name,
        _attributes(attrs),
        format_html_join("", '<option value="{}"{}>{}</option>', options),
    )


def _input(field: BoundField, attrs: dict[str, str]) -> SafeString:
    widget = field.field.widget
    attrs = {"type": getattr(widget, "input_type", "text"), **widget.attrs, **attrs}
    value = widget.format_value(field.value())
    if value is not None:
        attrs["value"] = value
    return format_html('<input name="{}"{}>', field.html_name, _attributes(attrs))


def _attributes(attrs: dict[str, str]) -> SafeString:
    return format_html_join("", ' {}="{}"', attrs.items())
