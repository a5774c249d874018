"""Who reads a plan, who writes it, and who says how far an action is: its owner may, whatever their role."""

from typing import Any

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds


@rules.predicate
def owns(user: Any, action: Any) -> bool:
    return action is not None and action.owner_id is not None and action.owner_id == user.pk


# The record is a case.
rules.add_perm("plans.see_plan", holds(Power.SEE_CASES))
rules.add_perm("plans.write_plan", holds(Power.WORK_CASES))
# The record is an action.
rules.add_perm("plans.see_action", holds(Power.SEE_CASES))
rules.add_perm("plans.change_action", holds(Power.WORK_CASES))
rules.add_perm("plans.note_progress", holds(Power.SEE_CASES) & (holds(Power.WORK_CASES) | owns))
