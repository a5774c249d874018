"""Who may read and record suspensions and permanent exclusions: the power of each verb is in the table.

The virtual school head reads those of looked-after pupils wherever they are: that is a question of the
row, so it stands in `visible_to()`; here is only whether somebody may open the pages at all.
"""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from exclusions.suspensions.packs.dues import OWED_BY_AN_AUTHORITY
from exclusions.suspensions.workflow import SUSPENSION
from portal.accounts.authority import holds_across_authority, may
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.rules import holds

in_care = holds_across_authority(Power.SEE_SUSPENSIONS_IN_CARE)


@rules.predicate
def reads_in_care(user: User | AnonymousUser, record: Any = None) -> bool:
    """The person reads those of looked-after pupils, and this one's rows are asked for row by row."""
    return in_care(user)


@rules.predicate
def is_theirs(user: User | AnonymousUser, duty: Any = None) -> bool:
    """Officers of the authority may tick off every duty; a school those that it or its trust owes."""
    owed_by_authority = duty is not None and duty.who in OWED_BY_AN_AUTHORITY
    return may(user, Power.RECORD_SUSPENSIONS) or not owed_by_authority


can_see = holds(Power.SEE_SUSPENSIONS) | reads_in_care
can_record = holds(Power.RECORD_SUSPENSIONS)

rules.add_perm("suspensions.see_suspensions", can_see)
rules.add_perm("suspensions.see_suspension", can_see)
# The record is a school or a draft: there is no suspension yet.
rules.add_perm("suspensions.record_suspension", can_record)
for move in SUSPENSION.moves:
    rules.add_perm(f"suspensions.{move.verb}_suspension", holds(Power(move.power)))
# Somebody of one of the authority's teams; whose team, the rows say.
rules.add_perm("suspensions.take_note", holds_across_authority(Power.RECORD_SUSPENSIONS) | in_care)
rules.add_perm("suspensions.compare_schools", holds_across_authority(Power.RECORD_SUSPENSIONS))
rules.add_perm("suspensions.work_duties", can_record | in_care)
rules.add_perm("suspensions.see_papers", can_record | reads_in_care)
rules.add_perm("suspensions.add_paper", can_record)
rules.add_perm("suspensions.carry_out_duty", can_record & is_theirs)
rules.add_perm("suspensions.write_letter", can_record)
rules.add_perm("suspensions.set_letter_texts", holds_across_authority(Power.SET_RULES))
