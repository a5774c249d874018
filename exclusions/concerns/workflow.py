"""The way of a concern, as a table: verb, from, to, power at its school, label."""

from exclusions.concerns.enums import OPEN_STATES, WAITING_FOR_LINK_WORKER, State
from portal.accounts.enums import Power
from portal.core.workflow import moves

CONCERN = moves(
    ("take", [State.SENT], State.IN_TRIAGE, Power.TRIAGE, "Take this concern"),
    ("release", [State.IN_TRIAGE], State.SENT, Power.TRIAGE, "Put it back into the queue"),
    ("give", OPEN_STATES, None, Power.TRIAGE, "Give it to a colleague"),
    ("reassign", OPEN_STATES, None, Power.ALLOCATE, "Say who has it"),
    ("ask", WAITING_FOR_LINK_WORKER, State.WITH_SCHOOL, Power.TRIAGE, "Ask the school a question"),
    ("answer", [State.WITH_SCHOOL], State.IN_TRIAGE, Power.ANSWER_FOR_SCHOOL, "Answer the question"),
    ("decide", OPEN_STATES, State.DECIDED, Power.TRIAGE, "Decide"),
    ("correct", [State.DECIDED], None, Power.TRIAGE, "Correct the decision"),
    (
        "withdraw",
        [State.DECIDED],
        State.IN_TRIAGE,
        Power.TRIAGE,
        "Withdraw the decision and look at it again",
    ),
    ("propose", OPEN_STATES, None, Power.TRIAGE, "Propose that nothing more is done"),
    ("sign", OPEN_STATES, State.DECIDED, Power.SIGN_DECISIONS, "Sign as the second person"),
    ("refuse", OPEN_STATES, None, Power.SIGN_DECISIONS, "Do not sign"),
    ("write", State, None, Power.SEE_CONCERNS, "Write a message"),
    ("rate", [State.DECIDED], None, Power.ANSWER_FOR_SCHOOL, "Say whether it helped"),
    ("seal", State, None, Power.SEAL_CONCERNS, "Seal"),
    ("unseal", State, None, Power.SEAL_CONCERNS, "Lift the seal"),
    ("add", State, None, Power.ANSWER_FOR_SCHOOL, "Add to the record"),
)
