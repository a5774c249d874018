"""Who may look for pupils, put one on the roll of their school, open a pupil's page, and keep the details.

A record is a school or an enrolment.
"""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.rules import holds
from schools.links.standing import standing_of
from schools.pupils.workflow import TRANSFER

rules.add_perm("pupils.find_pupil", holds(Power.FIND_PUPIL))
rules.add_perm("pupils.add_pupil", holds(Power.ADD_PUPIL))
rules.add_perm("pupils.manage_pupils", holds(Power.MANAGE_PUPILS))
rules.add_perm("pupils.see_pupils", holds(Power.FIND_PUPIL) | holds(Power.MANAGE_PUPILS))
rules.add_perm("pupils.see_transfers", holds(Power.SEE_CONCERNS))

# Whose word each move of a safeguarding file is.
SIDES = {"send": "from_school_id", "receive": "to_school_id", "refuse": "to_school_id"}


def _at(side: str, power: Power) -> rules.Predicate:
    """The person holds the power at that side's school."""

    @rules.predicate(f"at:{side}")
    def predicate(user: User | AnonymousUser, transfer: Any = None) -> bool:
        return transfer is not None and getattr(transfer, side) in standing_of(user).scope(power)

    return predicate


for move in TRANSFER.moves:
    rules.add_perm(f"pupils.{move.verb}_transfer", _at(SIDES[move.verb], Power(move.power)))
