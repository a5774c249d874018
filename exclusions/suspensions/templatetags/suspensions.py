"""How sessions are written for people."""

from django import template

from exclusions.suspensions import days
from exclusions.suspensions.packs.reasons import labels_of_all

register = template.Library()
register.filter("in_days", days.in_days)


@register.filter
def reason(code: str) -> str:
    """The words of a reason code of any year; the code itself where it is none."""
    return labels_of_all().get(code, code)


@register.filter
def paragraphs(text: str) -> list[str]:
    """A text by its empty lines."""
    return [part for part in text.split("\n\n") if part.strip()]


@register.filter
def items(paragraph: str) -> list[str]:
    """The items of a paragraph that is nothing but a list, each line begun with a hyphen; else none."""
    lines = paragraph.split("\n")
    return [line[2:] for line in lines] if all(line.startswith("- ") for line in lines) else []
