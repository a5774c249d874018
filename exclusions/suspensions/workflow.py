"""The way of a suspension or permanent exclusion, as a table: verb, from, to, power at its school, label.

Days and deadlines of the steps are checked by the services; who owes what by when is derived from the
rule pack of the day. No move asks anybody's permission for the headteacher's decision.
"""

from exclusions.suspensions.enums import State
from portal.accounts.enums import Power
from portal.core.workflow import moves

RECORD = Power.RECORD_SUSPENSIONS
BEFORE_THE_BOARD = (State.RECORDED,)
UNDER_WAY = (State.RECORDED, State.DECLINED, State.IN_REVIEW, State.TO_RECONSIDER, State.UPHELD)
LIVE = tuple(state for state in State if state != State.VOID)

SUSPENSION = moves(
    ("correct", LIVE, None, RECORD, "Correct this record"),
    ("represent", [State.RECORDED], None, RECORD, "Parents made representations"),
    ("consider", [State.RECORDED], None, RECORD, "Board considered representations without a meeting"),
    ("set_meeting", [State.RECORDED], None, RECORD, "Board meeting arranged"),
    ("decline", [State.RECORDED], State.DECLINED, RECORD, "Board decided not to reinstate"),
    ("reinstate", [State.RECORDED], State.REINSTATED, RECORD, "Board reinstated the pupil"),
    ("last_exam", UNDER_WAY, None, RECORD, "Day of the pupil’s last public examination"),
    ("tell_decision", [State.DECLINED], None, RECORD, "Parents told of the board’s decision"),
    ("waive", [State.DECLINED], None, RECORD, "Parents wrote that they will not apply for a review"),
    ("apply", [State.DECLINED], State.IN_REVIEW, RECORD, "Parents applied for an independent review"),
    ("set_hearing", [State.IN_REVIEW], None, RECORD, "Review hearing arranged"),
    ("uphold", [State.IN_REVIEW], State.UPHELD, RECORD, "Panel upheld the board’s decision"),
    ("recommend", [State.IN_REVIEW], State.TO_RECONSIDER, RECORD, "Panel recommended reconsideration"),
    ("quash", [State.IN_REVIEW], State.TO_RECONSIDER, RECORD, "Panel quashed the decision"),
    ("withdraw", [State.IN_REVIEW], State.UPHELD, RECORD, "Parents withdrew their application"),
    ("stand", [State.TO_RECONSIDER], State.UPHELD, RECORD, "Board reconsidered and did not reinstate"),
    ("offer", [State.TO_RECONSIDER], State.REINSTATED, RECORD, "Board reconsidered and reinstated the pupil"),
    ("remove", [State.DECLINED, State.UPHELD], State.REMOVED, RECORD, "Pupil removed from the roll"),
    ("cancel", BEFORE_THE_BOARD, State.CANCELLED, RECORD, "Cancel this suspension or exclusion"),
    ("void", LIVE, State.VOID, RECORD, "Recorded in error"),
    ("take_back", State, None, RECORD, "Take the last step back"),
)
