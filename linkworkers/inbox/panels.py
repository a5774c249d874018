"""What the inbox shows of a concern on its page: the way to its decision, and who knows that it is late."""

from typing import Any

from exclusions.concerns.models import Concern
from linkworkers.inbox.models import Escalation
from portal.accounts.models import User
from portal.core.subjects import Panel, register


def decide_here(user: User, concern: Concern) -> dict[str, Any] | None:
    """A link to the inbox, for those who may decide the concern."""
    return {"concern": concern} if user.has_perm("inbox.decide_concern", concern) else None


def steps_taken(user: User, concern: Concern) -> dict[str, Any] | None:
    """Who was told that the concern is late, for everybody who reads it."""
    steps = list(Escalation.objects.of(concern))
    return {"escalations": steps} if steps else None


def register_panels() -> None:
    register(Panel("concern", "decide", 10, "inbox/_concern_panel.html", decide_here))
    register(Panel("concern", "escalations", 5, "inbox/_escalations.html", steps_taken))
