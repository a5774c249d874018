"""Who has an inbox, and whose concern it is to decide: the link workers of the concern's school.

Who sees what is late for long: who answers for it, heads of service and inclusion officers.
"""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

# With no record: has this person an inbox at all? With a concern: may they decide it?
rules.add_perm("inbox.see_queue", holds(Power.TRIAGE))
rules.add_perm("inbox.decide_concern", holds(Power.TRIAGE))
rules.add_perm("inbox.see_late", holds(Power.SEE_LATE_CASES))
# Says who does the work, and reads what the work is: an administrator does the first alone.
rules.add_perm("inbox.see_team", holds(Power.ALLOCATE) & holds(Power.SEE_CONCERNS))
