"""Formatting that templates need everywhere. A built-in library: no `{% load %}`."""

import uuid
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.once import FIELD

register = template.Library()


@register.filter
def full_date(value: date | None) -> str:
    """`Thursday 26 November 2026`"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return f"{value:%A} {value.day} {value:%B} {value.year}"


@register.filter
def plain_date(value: date | None) -> str:
    """`26 November 2026`"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return f"{value.day} {value:%B} {value.year}"


@register.filter
def short_date(value: date | None) -> str:
    """`Thu 26 Nov`, with the year only where it is not this one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    year = "" if value.year == timezone.localdate().year else f" {value.year}"
    return f"{value:%a} {value.day} {value:%b}{year}"


@register.filter
def moment(value: datetime | None) -> str:
    """`26 November 2026, 14:02` in local time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{plain_date(local)}, {local:%H:%M}"


@register.filter
def moment_since(value: datetime, start: datetime) -> str:
    """`14:02` on the day of `start`, else with its day: `26 November 2026, 14:02`."""
    local = timezone.localtime(value)
    return f"{local:%H:%M}" if local.date() == timezone.localtime(start).date() else moment(value)


@register.simple_tag
def once_field() -> SafeString:
    """The hidden token of a form that must be carried out at most once (`core.once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4().hex)


@register.simple_tag
def setting(name: str) -> Any:
    """A setting that templates may read."""
    allowed = {"SESSION_IDLE_MINUTES", "SESSION_ABSOLUTE_HOURS", "COMPONENT_GALLERY", "DEMO"}
    if name not in allowed:
        raise template.TemplateSyntaxError(f"Templates may not read the setting {name}.")
    return getattr(settings, name)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query string with some parameters changed; None removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}" if params else "?"


@register.simple_tag
def render_component(name: str, inputs: dict[str, Any]) -> SafeString:
    """A component by name, for the gallery."""
    return render_to_string(f"components/{name}.html", inputs)
