"""What people are told about actions of plans."""

from collections.abc import Collection

from exclusions.plans.models import Action
from portal.accounts.models import User
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    actions = Action.objects.visible_to(user).filter(reference__in=references)
    return set(actions.values_list("reference", flat=True))


ACTIONS = Group(24, "actions", "Actions of plans", readable=readable)
register(
    NoticeKind("action.agree", "an action is given to you, or changes", ACTIONS),
    NoticeKind("action.soon", "an action of yours is due soon", ACTIONS),
)
