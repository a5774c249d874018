"""Who may look for pupils, put one on the roll of their school, open a pupil's page, and keep the details.

A record is a school or an enrolment.
"""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("pupils.find_pupil", holds(Power.FIND_PUPIL))
rules.add_perm("pupils.add_pupil", holds(Power.ADD_PUPIL))
rules.add_perm("pupils.manage_pupils", holds(Power.MANAGE_PUPILS))
rules.add_perm("pupils.see_pupils", holds(Power.FIND_PUPIL) | holds(Power.MANAGE_PUPILS))
