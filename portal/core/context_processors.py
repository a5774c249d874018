"""What the shell needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.core import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Asked once a request: panels and tables are rendered on their own, and each would ask again."""
    known: dict[str, Any] | None = getattr(request, "_shell", None)
    if known is None:
        known = request._shell = _shell(request)  # type: ignore[attr-defined]
    return known


def _shell(request: HttpRequest) -> dict[str, Any]:
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "authority": settings.AUTHORITY,
        "demo": settings.DEMO,
        "navigation": navigation.for_user(user) if signed_in else [],
        "idle_minutes": settings.SESSION_IDLE_MINUTES if signed_in else None,
    }
