"""What a draft of a measure keeps of its form, and how the form reads it again."""

from typing import Any

from django import forms

from exclusions.concerns.content import Content, Fields
from portal.core.forms import DayField

PARTS_OF_A_DAY = range(3)


def fields_of(form: forms.Form) -> Fields:
    """The fields of a form by the names in which a browser sends them."""
    texts: list[str] = []
    lists: list[str] = []
    for name, field in form.fields.items():
        if isinstance(field, DayField):
            texts += [f"{name}_{part}" for part in PARTS_OF_A_DAY]
        elif isinstance(field, forms.MultipleChoiceField):
            lists.append(name)
        else:
            texts.append(name)
    return Fields(tuple(texts), tuple(lists))


def as_initial(form: forms.Form, content: Content) -> dict[str, Any]:
    """What a form begins with to show what was typed, valid or not, finding no fault with it yet."""
    found: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, DayField):
            parts = [content.get(f"{name}_{part}", "") for part in PARTS_OF_A_DAY]
            found |= {name: parts} if any(parts) else {}
        elif name in content:
            found[name] = content[name]
    return found
