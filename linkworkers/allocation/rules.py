"""Who sees where workers are missing, and who puts them there: heads of service and administrators."""

import rules
from django.contrib.auth.models import AnonymousUser

from linkworkers.allocation.week import FOR
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.rules import holds
from schools.links.standing import standing_of


@rules.predicate
def has_a_week(user: User | AnonymousUser) -> bool:
    """Link social workers and heads of service, whose schools' week is theirs."""
    return any(role in FOR for role, _ in standing_of(user).school_roles)


rules.add_perm("allocation.see_coverage", holds(Power.SEE_COVERAGE))
rules.add_perm("allocation.allocate", holds(Power.ALLOCATE))
rules.add_perm("allocation.see_week", has_a_week)
