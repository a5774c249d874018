"""Panels: what rooms show about a pupil or a school on a page that another room owns.

A room registers a panel; the page asks for the panels of its subject and renders what the viewer may
see. So no room reaches up or across for a screen (design.md mechanism 10).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Panel:
    """`load(user, subject)` returns the template's context, or None where the viewer may see nothing."""

    subject: str
    name: str
    order: int
    template: str
    load: Callable[[Any, Any], dict[str, Any] | None]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel. Called once at start-up by each room."""
    if not any((p.subject, p.name) == (panel.subject, panel.name) for p in _panels):
        _panels.append(panel)
        _panels.sort(key=lambda p: p.order)


def panels_for(request: HttpRequest, subject_kind: str, subject: Any) -> list[str]:
    """Rendered panels of `subject`, in order, for the person who asks."""
    rendered: list[str] = []
    for panel in _panels:
        if panel.subject != subject_kind:
            continue
        context = panel.load(request.user, subject)
        if context is not None:
            rendered.append(render_to_string(panel.template, context, request=request))
    return rendered
