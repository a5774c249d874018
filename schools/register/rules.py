"""Who brings the register up to date. Reading it needs no permission: it is public."""

import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power

rules.add_perm("register.manage_register", holds_across_authority(Power.MANAGE_REGISTER))
