"""About this file: what it is, as at when, of which rows, for whom. Stands in every prepared file."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.forms import ChoiceField, ModelChoiceField

from portal.accounts.models import User
from portal.core.listing import ListingView
from portal.core.templatetags.portal import moment, plain_date

MARK = "OFFICIAL-SENSITIVE"


def about_file(view: ListingView, by: User, at: datetime, rows: int, reference: str) -> list[tuple[str, Any]]:
    """Lines of (what, words)."""
    return [
        ("What", view.title),
        ("As at", moment(at)),
        ("Rows", rows),
        *(_filters(view) or [("Filters", "None: every row that the person below may see")]),
        *([("How it is counted", view.definition or view.intro)] if view.definition or view.intro else []),
        ("Made for", f"{by.name}, with what they may see at that moment"),
        ("By", f"{settings.AUTHORITY['service_name']}, {settings.AUTHORITY['name']}"),
        ("Reference", reference),
        ("Marking", f"{MARK}. Delete this file when its purpose is served."),
    ]


def _filters(view: ListingView) -> list[tuple[str, str]]:
    form = view.filterset.form
    given = form.cleaned_data if form.is_valid() else {}
    found = ((form[name].label, _words(form.fields[name], given.get(name))) for name in form.fields)
    return [(f"Filter: {label}", words) for label, words in found if words]


def _words(field: Any, value: Any) -> str:
    if value in (None, "", [], False):
        return ""
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        values = value if isinstance(value, list | tuple) else [value]
        labels = dict(_flat(field.choices))
        return ", ".join(str(labels.get(str(one), one)) for one in values)
    if value is True:
        return "Yes"
    return plain_date(value) if hasattr(value, "isoformat") else str(value)


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
