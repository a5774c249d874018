"""`{% load notices %}`: what a record's page shows of notices about it."""

from typing import Any

from django import template

from portal.notices.acknowledging import acknowledgements

register = template.Library()


@register.inclusion_tag("notices/_acknowledgements.html", takes_context=True)
def acknowledgements_about(context: dict[str, Any], reference: str) -> dict[str, Any]:
    """My own button where I owe an acknowledgement, and who has acknowledged and who has not.

    For pages that only those see who may read the record. One query.
    """
    request = context["request"]
    asked = list(acknowledgements(reference).order_by("notice__user__name", "pk"))
    mine = [one for one in asked if one.notice.user_id == request.user.pk and one.acknowledged_at is None]
    return {"mine": mine, "asked": asked, "next": request.path, "csrf_token": context.get("csrf_token")}
