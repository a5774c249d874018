"""The way of a diary entry, as a table: verb, from, to, power at its school, label."""

from linkworkers.diary.enums import State
from portal.accounts.enums import Power
from portal.core.workflow import moves

ENTRY = moves(
    ("happen", [State.PLANNED], State.DONE, Power.KEEP_DIARY, "It happened"),
    ("call_off", [State.PLANNED], State.NOT_HAPPENED, Power.KEEP_DIARY, "It did not happen"),
    ("follow_up", [State.DONE], None, Power.KEEP_DIARY, "Followed up"),
    ("correct", [State.DONE, State.NOT_HAPPENED], None, Power.KEEP_DIARY, "Add a correction"),
)
