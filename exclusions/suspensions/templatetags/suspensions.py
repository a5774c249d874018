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
