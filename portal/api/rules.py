"""Who lets other systems in."""

import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power

rules.add_perm("api.manage_systems", holds_across_authority(Power.MANAGE_SYSTEMS))
