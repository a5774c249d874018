"""Letters on the page of a record."""

from typing import Any

from exclusions.suspensions.letters.kinds import KINDS, kinds_for
from exclusions.suspensions.models import Letter, Suspension
from portal.accounts.models import User
from portal.core.subjects import Panel


def letters(user: User, suspension: Suspension) -> dict[str, Any] | None:
    """Those that were written, and those that can be; for whoever may write them."""
    if not user.has_perm("suspensions.write_letter", suspension):
        return None
    written = list(Letter.objects.filter(suspension=suspension).select_related("written_by"))
    return {
        "suspension": suspension,
        "written": [(letter, KINDS[letter.kind].label) for letter in written],
        "kinds": kinds_for(suspension),
    }


PANEL = Panel("suspension", "letters", 20, "suspensions/_letters.html", letters)
