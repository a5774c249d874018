"""The way of an alert, as a table: verb, from, to, power at its school, label."""

from exclusions.risk.enums import AlertState
from portal.accounts.enums import Power
from portal.core.workflow import moves

ALERT = moves(
    ("act", [AlertState.OPEN], AlertState.ACTED_ON, Power.JUDGE_RISK, "We have acted on it"),
    ("dismiss", [AlertState.OPEN], AlertState.DISMISSED, Power.JUDGE_RISK, "There is nothing to do"),
)
