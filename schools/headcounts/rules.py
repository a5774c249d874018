"""Who reads headcounts: whoever may find a school's pupils, or keeps their details. Who has them counted."""

import rules

from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("headcounts.see_headcounts", holds(Power.FIND_PUPIL) | holds(Power.MANAGE_PUPILS))
rules.add_perm("headcounts.take_census", holds_across_authority(Power.MANAGE_PUPILS))
