"""Actions that a person has taken on, as work that is handed over when they go."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from exclusions.plans.models import Action, late
from exclusions.plans.services.acting import hand_over_action
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.work import WorkKind


def _open() -> QuerySet[Action]:
    return Action.objects.open()


@transaction.atomic
def hand_over_actions(rows: Iterable[Action], to: User, by: User) -> list[tuple[str, str]]:
    """Somebody else has taken these on from now. Gives references and paths; the caller tells them."""
    actions = list(rows)
    for action in actions:
        hand_over_action(action=action, to=to, by=by)
    return [(action.reference, action.get_absolute_url()) for action in actions]


ACTIONS = WorkKind("actions", "open action", Power.SEE_CASES, "owner", _open, late, hand_over_actions)
