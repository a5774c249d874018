"""Who may edit guidance: the content editors (accounts/roles.py).

What an editor may do inside Wagtail (write, publish, upload) are Wagtail's own permissions, which
migration 0002 gives to the group of the same name.
"""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("guidance.edit_guidance", holds(Power.EDIT_GUIDANCE))
