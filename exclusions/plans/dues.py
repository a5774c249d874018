"""Open actions as things owed in a case: on its page, in work lists, chased when they are late."""

from functools import partial

from django.db.models import Q, QuerySet

from exclusions.plans.models import Action
from exclusions.plans.services.chasing import whom_to_tell
from exclusions.protocol.dues import Due, DueSource, Listed
from portal.accounts.models import User


def _open() -> QuerySet[Action]:
    return Action.objects.open().select_related("case__lead", "owner")


def _mine(user: User) -> Q:
    """What I have taken on; what somebody without an account has, in cases that I lead."""
    return Q(owner=user) | Q(owner=None, case__lead=user)


def _read(action: Action) -> Due:
    return Due(
        case=action.case,
        key=f"action:{action.reference}",
        on=action.due_on,
        what=action.what,
        noun="an action",
        url=action.get_absolute_url(),
        owner=action.who,
        people=partial(whom_to_tell, action),
    )


SOURCE = DueSource.of("actions", Listed("Action of a plan", rows=_open, on="due_on", mine=_mine, read=_read))
