"""Who may take everything out of the portal."""

import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power

copies = holds_across_authority(Power.COPY_EVERYTHING)
rules.add_perm("exports.copy_everything", copies)
rules.add_perm("exports.see_copies", copies | holds_across_authority(Power.SEE_AUDIT))
