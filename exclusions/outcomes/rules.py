"""Who reads what a case came to, and who writes it.

Whoever reads cases of the school reads. Its head and safeguarding leads, who record its suspensions, write
the evidence list and the decision and make the pack beside whoever works the case: the school is asked for
them. Checks and debriefs are the authority's, by whoever works the case.
"""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

reads = holds(Power.SEE_CASES)
works = reads & (holds(Power.WORK_CASES) | holds(Power.RECORD_SUSPENSIONS))

# The record is a case.
rules.add_perm("outcomes.see_evidence", reads)
rules.add_perm("outcomes.write_evidence", works)
rules.add_perm("outcomes.make_pack", works)
rules.add_perm("outcomes.see_outcome", reads)
rules.add_perm("outcomes.write_decision", works)
rules.add_perm("outcomes.follow_up", holds(Power.WORK_CASES))
rules.add_perm("outcomes.set_themes", holds(Power.EDIT_PROTOCOL))
