"""Who reads meetings and who arranges, chairs and minutes them: the powers over cases, as everywhere.

People outside the portal come by a private link to their own invitation and see nothing else.
"""

import rules

from exclusions.meetings.workflow import MEETING
from portal.accounts.enums import Power
from schools.links.rules import holds

rules.add_perm("meetings.see_meeting", holds(Power.SEE_CASES))
rules.add_perm("meetings.arrange_meeting", holds(Power.WORK_CASES))
for move in MEETING.moves:
    rules.add_perm(f"meetings.{move.verb}_meeting", holds(Power(move.power)))
