"""What this room shows on a person's own page."""

from typing import Any

from portal.accounts.models import User
from portal.core.subjects import Panel


def own_notices(user: User, person: User) -> dict[str, Any] | None:
    return {} if user == person else None


PANEL = Panel("person", "notices", 80, "notices/_panel.html", own_notices)
