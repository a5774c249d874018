"""Who sets term dates and closures. Reading them needs no permission: they are public."""

import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("calendars.manage_authority_dates", holds_across_authority(Power.MANAGE_CALENDAR))
# Of a school, a term or a closure; without one, whether anywhere at all.
rules.add_perm("calendars.manage_dates", holds(Power.MANAGE_CALENDAR))
