"""Who may see and who may move cases. Headteachers and safeguarding leads read; link workers move.

People of the team around a child see what the case shows them while it is open, and change nothing.
"""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from exclusions.protocol.enums import Sees
from exclusions.protocol.models import shared_with
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.rules import holds


@rules.predicate
def is_shown(user: User | AnonymousUser, case: Any = None) -> bool:
    """The person is in the team of the case, or of any where no case is named, and sees something of it."""
    shared = shared_with(user)
    return bool(shared) if case is None else case.pk in shared


@rules.predicate
def is_shown_all(user: User | AnonymousUser, case: Any = None) -> bool:
    """The person is in the team of the case and sees the whole of it."""
    return case is not None and shared_with(user).get(case.pk) == Sees.CASE


# With no record: may this person open the list at all? With a case: this one.
rules.add_perm("protocol.see_cases", holds(Power.SEE_CASES) | is_shown)
rules.add_perm("protocol.see_summary", holds(Power.SEE_CASES) | is_shown)
rules.add_perm("protocol.see_case", holds(Power.SEE_CASES) | is_shown_all)
rules.add_perm("protocol.work_case", holds(Power.WORK_CASES))
# With a school or a record of one: the school's leads and head, and who works its cases.
rules.add_perm(
    "protocol.alert_case",
    holds(Power.ANSWER_FOR_SCHOOL) | holds(Power.RECORD_SUSPENSIONS) | holds(Power.WORK_CASES),
)
# With a case: who attaches documents to it.
rules.add_perm(
    "protocol.add_file",
    holds(Power.ANSWER_FOR_SCHOOL) | holds(Power.RECORD_SUSPENSIONS) | holds(Power.WORK_CASES),
)
rules.add_perm("protocol.see_late_cases", holds(Power.SEE_LATE_CASES))
rules.add_perm("protocol.edit_protocol", holds(Power.EDIT_PROTOCOL))
rules.add_perm("protocol.sign_commitment", holds(Power.SIGN_COMMITMENT))
rules.add_perm("protocol.see_commitments", holds(Power.SEE_COMMITMENTS))
