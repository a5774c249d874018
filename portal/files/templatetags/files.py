"""What a list of files says beside one that nobody is given: `{% load files %}{% held file %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.core.tables import tag
from portal.files.models import HeldFile, PrivateFile

register = template.Library()


@register.simple_tag(takes_context=True)
def held(context: template.Context, file: PrivateFile) -> SafeString:
    """A tag that says why a file is held back; nothing beside one that is given out."""
    found = _held(getattr(context, "request", None)).get(file.reference)
    if found is None:
        return SafeString("")
    return tag("Held back: harmful", "red") if found else tag("Not checked yet", "yellow")


def _held(request: Any) -> dict[str, str]:
    """All that is held, which is little, with what was found in it: read once a page."""
    known = getattr(request, "_held_files", None)
    if known is None:
        known = dict(HeldFile.objects.values_list("file", "found"))
        if request is not None:
            request._held_files = known
    return known
