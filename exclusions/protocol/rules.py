"""Who may see and who may move cases. Headteachers and safeguarding leads read; link workers move."""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

# With no record: may this person open the list at all? With a case: this one.
rules.add_perm("protocol.see_cases", holds(Power.SEE_CASES))
rules.add_perm("protocol.see_case", holds(Power.SEE_CASES))
rules.add_perm("protocol.work_case", holds(Power.WORK_CASES))
rules.add_perm("protocol.sign_commitment", holds(Power.SIGN_COMMITMENT))
rules.add_perm("protocol.see_commitments", holds(Power.SEE_COMMITMENTS))
