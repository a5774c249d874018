"""Who may read a school's diary and who keeps it. A record is a school or an entry."""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

# With no record: at any school at all.
rules.add_perm("diary.see_diary", holds(Power.SEE_DIARY))
rules.add_perm("diary.keep_diary", holds(Power.KEEP_DIARY))
