"""The way of a safeguarding file to the next school: verb, from, to, power, label (domain.md 8.2).

`send` is the former school's, `receive` and `refuse` are the next school's.
"""

from portal.accounts.enums import Power
from portal.core.workflow import moves
from schools.pupils.enums import TransferState as State

TRANSFER = moves(
    ("send", [State.TO_SEND, State.REFUSED], State.SENT, Power.ANSWER_FOR_SCHOOL, "Say that it was sent"),
    ("receive", [State.SENT], State.RECEIVED, Power.ANSWER_FOR_SCHOOL, "Confirm that it has arrived"),
    ("refuse", [State.SENT], State.REFUSED, Power.ANSWER_FOR_SCHOOL, "Say that it has not arrived complete"),
)
