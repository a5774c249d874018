"""Who may look for pupils, and who may put one on the roll of their school."""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("pupils.find_pupil", holds(Power.FIND_PUPIL))
rules.add_perm("pupils.add_pupil", holds(Power.ADD_PUPIL))
