"""What the inbox shows on pages of other rooms: the way from a concern to its decision."""

from typing import Any

from exclusions.concerns.models import Concern
from portal.accounts.models import User
from portal.core.subjects import Panel, register


def decide_here(user: User, concern: Concern) -> dict[str, Any] | None:
    """A link to the inbox, for those who may decide the concern."""
    return {"concern": concern} if user.has_perm("inbox.decide_concern", concern) else None


def register_panels() -> None:
    register(Panel("concern", "decide", 10, "inbox/_concern_panel.html", decide_here))
