"""Actions in the portal's search, by reference."""

from exclusions.plans.models import Action
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.search.sources import Found, Source


def find(user: User, typed: str, most: int) -> list[Found]:
    """The action with this reference, if this person may read it."""
    rows = Action.objects.visible_to(user).filter(reference=tidy_reference(typed))
    return [
        Found(
            action.reference,
            action.get_absolute_url(),
            f"Action in {action.case.reference}, {action.get_state_display().lower()}",
            action.reference,
        )
        for action in rows.select_related("case")[:most]
    ]


SOURCE = Source(27, "actions", "Actions of plans", find)
