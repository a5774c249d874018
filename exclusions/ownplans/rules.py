"""Who may read an own plan, and who may work on it together with the young person."""

import rules
from django.contrib.auth.models import AnonymousUser

from exclusions.ownplans.models import OwnPlan
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.rules import holds


@rules.predicate
def leads_its_case(user: User | AnonymousUser, plan: object = None) -> bool:
    """Whoever leads the case works on the plan with the young person, whatever their role."""
    return isinstance(plan, OwnPlan) and plan.case is not None and plan.case.lead_id == user.pk


rules.add_perm("ownplans.see_plans", holds(Power.SEE_CASES))
rules.add_perm("ownplans.see_plan", holds(Power.SEE_OWN_PLANS) | leads_its_case)
rules.add_perm("ownplans.work_plan", holds(Power.WORK_OWN_PLANS) | leads_its_case)
# With a case: may this person start its young person's plan?
rules.add_perm("ownplans.start_plan", holds(Power.WORK_OWN_PLANS) | holds(Power.WORK_CASES))
