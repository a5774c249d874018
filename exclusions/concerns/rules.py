"""Who may do what to a concern: the power of each verb comes from the workflow table.

With a concern: is it visible, and does the power hold at its school? Without one: anywhere at all.
Whether the verb fits the concern's state is the services' question.
"""

import rules

from exclusions.concerns.workflow import CONCERN
from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power
from schools.links.rules import holds

can_see = holds(Power.SEE_CONCERNS)

rules.add_perm("concerns.see_concerns", can_see)
rules.add_perm("concerns.see_concern", can_see)
# The record is a school or a draft: there is no concern yet.
rules.add_perm("concerns.raise_concern", holds(Power.RAISE_CONCERN))
# The authority's own words for kinds of concern: set where its other rules are set.
rules.add_perm("concerns.set_kinds", holds_across_authority(Power.SET_RULES))
# A referral leaves the concern where it stands.
rules.add_perm("concerns.refer_concern", can_see & holds(Power.TRIAGE))
for move in CONCERN.moves:
    rules.add_perm(f"concerns.{move.verb}_concern", can_see & holds(Power(move.power)))
