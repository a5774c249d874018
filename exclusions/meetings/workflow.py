"""The moves of a meeting: from a date that is sought to minutes that are finished."""

from exclusions.meetings.enums import OPEN_MEETINGS, MeetingState
from portal.accounts.enums import Power
from portal.core.workflow import moves

FINDING, FIXED = MeetingState.FINDING, MeetingState.FIXED

MEETING = moves(
    ("propose", [FINDING], None, Power.WORK_CASES, "Propose dates"),
    ("fix", OPEN_MEETINGS, FIXED, Power.WORK_CASES, "Fix the date"),
    ("change", OPEN_MEETINGS, None, Power.WORK_CASES, "Change place or link"),
    ("invite", OPEN_MEETINGS, None, Power.WORK_CASES, "Invite somebody"),
    ("minute", OPEN_MEETINGS, None, Power.WORK_CASES, "Write the minutes"),
    ("cancel", OPEN_MEETINGS, MeetingState.CANCELLED, Power.WORK_CASES, "Cancel the meeting"),
    ("finish", [FIXED], MeetingState.FINISHED, Power.WORK_CASES, "Finish the minutes"),
    ("correct", [MeetingState.FINISHED], None, Power.WORK_CASES, "Add a correction"),
)
