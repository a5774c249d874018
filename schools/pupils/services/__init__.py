"""Verbs that change or look for pupils. Every change is written down in the same transaction."""

from schools.pupils.services.facts import end_fact, set_fact, set_needs, withdraw_fact
from schools.pupils.services.finding import MOST_FOUND, add_pupil, find_pupils, search_pupils
from schools.pupils.services.rolls import (
    MovedUp,
    OnAnotherRoll,
    change_year_group,
    due_to_move_up,
    enrol,
    leave,
    move_up,
)

__all__ = [
    "MOST_FOUND",
    "MovedUp",
    "OnAnotherRoll",
    "add_pupil",
    "change_year_group",
    "due_to_move_up",
    "end_fact",
    "enrol",
    "find_pupils",
    "leave",
    "move_up",
    "search_pupils",
    "set_fact",
    "set_needs",
    "withdraw_fact",
]
