"""What people are told about young people's own plans."""

from collections.abc import Collection

from exclusions.ownplans.models import OwnPlan
from portal.accounts.models import User
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    plans = OwnPlan.objects.visible_to(user).filter(reference__in=references)
    return set(plans.values_list("reference", flat=True))


OWN_PLANS = Group(
    21, "own_plans", "Young people’s own plans", permission="ownplans.see_plans", readable=readable
)
register(NoticeKind("own_plan.changed", "a young person changes their own plan", OWN_PLANS))
