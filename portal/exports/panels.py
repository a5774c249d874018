"""One's own page leads to one's own files."""

from typing import Any

from portal.accounts.models import User
from portal.core.subjects import Panel
from portal.exports.models import Export


def own_files(user: User, person: User) -> dict[str, Any] | None:
    """Only where there is one, and to nobody else: which lists somebody took out is not others' to see."""
    if user.pk != person.pk or not Export.objects.visible_to(user).exists():
        return None
    return {}


PANEL = Panel("person", "exports", 90, "exports/_panel.html", own_files)
