import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power

rules.add_perm("notices.see_outbox", holds_across_authority(Power.MANAGE_PEOPLE))
