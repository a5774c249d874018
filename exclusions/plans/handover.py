"""Actions that a person has taken on, as work that is handed over when they go."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from exclusions.plans.models import Action, ActionStep, late
from exclusions.plans.services.versions import keep_version, lock_plan, write_down
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
        plan = lock_plan(action.case)
        action.owner, action.told_on = to, None
        action.revision += 1
        action.save()
        ActionStep.objects.create(action=action, state=action.state, note=f"Handed over to {to.name}.", by=by)
        keep_version(plan, what="An action handed over", by=by)
        write_down(action.case, "action.hand_over", by, reference=action.reference)
    return [(action.reference, action.get_absolute_url()) for action in actions]


ACTIONS = WorkKind("actions", "open action", Power.SEE_CASES, "owner", _open, late, hand_over_actions)
