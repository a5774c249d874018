import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power

rules.add_perm("audit.see_audit", holds_across_authority(Power.SEE_AUDIT))
