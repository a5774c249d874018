"""What changes a case, from its opening to its end, and chasing what is late."""

from exclusions.protocol.services.chasing import chase_overdue
from exclusions.protocol.services.correcting import correct_record
from exclusions.protocol.services.filing import add_file, withdraw_file
from exclusions.protocol.services.going import accept_move, ask_to_move, reject_move, take_back_move
from exclusions.protocol.services.moving import close_case, complete_stage
from exclusions.protocol.services.opening import alert_case, open_case, ship_default_protocol
from exclusions.protocol.services.pausing import end_pauses_that_ran_out, pause_case, resume_case
from exclusions.protocol.services.reopening import mark_duplicate, reopen_case, stages_to_reopen_at
from exclusions.protocol.services.steering import (
    mark_head_considering,
    set_lead,
    set_urgent,
    unmark_head_considering,
)
from exclusions.protocol.services.teaming import Somebody, add_member, end_member, link_cases, unlink_cases

__all__ = [
    "Somebody",
    "accept_move",
    "add_file",
    "add_member",
    "alert_case",
    "ask_to_move",
    "chase_overdue",
    "close_case",
    "complete_stage",
    "correct_record",
    "end_member",
    "end_pauses_that_ran_out",
    "link_cases",
    "mark_duplicate",
    "mark_head_considering",
    "open_case",
    "pause_case",
    "reject_move",
    "reopen_case",
    "resume_case",
    "set_lead",
    "set_urgent",
    "ship_default_protocol",
    "stages_to_reopen_at",
    "take_back_move",
    "unlink_cases",
    "unmark_head_considering",
    "withdraw_file",
]
