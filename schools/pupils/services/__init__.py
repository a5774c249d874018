"""Verbs that change or look for pupils. Every change is written down in the same transaction."""

from schools.pupils.services.details import correct_details
from schools.pupils.services.dual import end_dual, register_dually
from schools.pupils.services.duplicates import dismiss, find_duplicates, merge, reconsider, undo_merge
from schools.pupils.services.facts import end_fact, set_fact, set_needs, withdraw_fact
from schools.pupils.services.finding import MOST_FOUND, add_pupil, find_pupils, look_alikes, search_pupils
from schools.pupils.services.moving import admit, move_to
from schools.pupils.services.rolls import (
    MovedUp,
    OnAnotherRoll,
    change_year_group,
    due_to_move_up,
    enrol,
    leave,
    move_up,
    years_due,
)
from schools.pupils.services.transfers import receive_file, refuse_file, send_file, start_transfer

__all__ = [
    "MOST_FOUND",
    "MovedUp",
    "OnAnotherRoll",
    "add_pupil",
    "admit",
    "change_year_group",
    "correct_details",
    "dismiss",
    "due_to_move_up",
    "end_dual",
    "end_fact",
    "enrol",
    "find_duplicates",
    "find_pupils",
    "leave",
    "look_alikes",
    "merge",
    "move_to",
    "move_up",
    "receive_file",
    "reconsider",
    "refuse_file",
    "register_dually",
    "search_pupils",
    "send_file",
    "set_fact",
    "set_needs",
    "start_transfer",
    "undo_merge",
    "withdraw_fact",
    "years_due",
]
