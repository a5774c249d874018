"""Who sees where workers are missing, and who puts them there: heads of service and administrators."""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("allocation.see_coverage", holds(Power.SEE_COVERAGE))
rules.add_perm("allocation.allocate", holds(Power.ALLOCATE))
