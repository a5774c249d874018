"""Who may read and record measures: by kind, from the powers in `enums.READERS` and `RECORDERS`."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from exclusions.measures.enums import READERS, RECORDERS, MeasureKind
from exclusions.suspensions.rules import reads_in_care
from portal.accounts.authority import holds_across_authority
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.rules import holds
from schools.links.standing import standing_of


@rules.predicate
def at_the_other_end(user: User | AnonymousUser, measure: Any = None) -> bool:
    """The person records for the school that is asked to take the pupil."""
    return measure is not None and measure.to_school_id in standing_of(user).scope(Power.RECORD_SUSPENSIONS)


# Whose measures a virtual school head reads is asked row by row; separations are never among them.
rules.add_perm("measures.see_measures", holds(READERS[MeasureKind.DIRECTION]) | reads_in_care)
for kind in MeasureKind:
    # The record is a school, or a measure of the kind.
    reads = holds(READERS[kind])
    rules.add_perm(f"measures.see_{kind}", reads if kind == MeasureKind.SEPARATION else reads | reads_in_care)
    rules.add_perm(f"measures.record_{kind}", holds(RECORDERS[kind]))
rules.add_perm("measures.answer_measure", at_the_other_end)
# Officers who work across the authority look at how pupils leave rolls.
rules.add_perm("measures.look", holds_across_authority(Power.RECORD_SUSPENSIONS))
