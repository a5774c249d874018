"""Who may read a school's training and who keeps it. A record is a school."""

import rules

from portal.accounts.enums import Power
from schools.links.rules import holds

# With no record: at any school at all.
rules.add_perm("training.see_training", holds(Power.SEE_TRAINING))
rules.add_perm("training.keep_training", holds(Power.KEEP_TRAINING))
