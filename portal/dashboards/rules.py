import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("dashboards.see_board", holds(Power.SEE_BOARD))
