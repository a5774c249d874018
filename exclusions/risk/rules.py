"""Who may read and make judgements of risk, settle alerts, and set the rules that raise them."""

import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("risk.see_risk", holds(Power.SEE_CONCERNS))
rules.add_perm("risk.judge_risk", holds(Power.JUDGE_RISK))
rules.add_perm("risk.set_rules", holds_across_authority(Power.SET_RULES))
