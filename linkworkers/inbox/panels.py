"""What the inbox shows of a concern on its page: the way to its decision, and who knows that it is late."""

from typing import Any

from exclusions.concerns.models import Concern, Proposal
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


def sign_here(user: User, concern: Concern) -> dict[str, Any] | None:
    """The way to what waits for a second person, for those who may sign."""
    if not user.has_perm("concerns.sign_concern", concern):
        return None
    proposal = Proposal.objects.live().filter(concern=concern).select_related("proposed_by").first()
    return {"concern": concern, "proposal": proposal, "user": user} if proposal else None


def register_panels() -> None:
    register(Panel("concern", "decide", 10, "inbox/_concern_panel.html", decide_here))
    register(Panel("concern", "sign", 4, "inbox/_proposed.html", sign_here))
    register(Panel("concern", "escalations", 5, "inbox/_escalations.html", steps_taken))
