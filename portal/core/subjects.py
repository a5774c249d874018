"""Panels: what rooms show about a pupil or a school on a page that another room owns.

A room registers a panel; the page asks for the panels of its subject and renders what the viewer may
see. So no room reaches up or across for a screen (design.md mechanism 10).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template import RequestContext
from django.template.loader import get_template
from django.utils.safestring import SafeString


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


def panels_for(request: HttpRequest, subject_kind: str, subject: Any) -> list[SafeString]:
    """Rendered panels of `subject`, in order, for the person who asks."""
    loaded = [(p.template, p.load(request.user, subject)) for p in _panels if p.subject == subject_kind]
    return _rendered(request, [(template, told) for template, told in loaded if told is not None])


def _rendered(request: HttpRequest, panels: list[tuple[str, dict[str, Any]]]) -> list[SafeString]:
    """Each template with its own context over one of the request: a page has ten panels, and each would
    ask every context processor again.
    """
    # The engine's own templates: the wrapper around each makes a context of its own.
    templates: list[Any] = [get_template(name) for name, _ in panels]
    if not templates:
        return []
    shared, rendered = RequestContext(request), []
    with shared.bind_template(templates[0].template):
        for template, (_, told) in zip(templates, panels, strict=True):
            with shared.push(**told):
                rendered.append(template.template.render(shared))
    return rendered
