"""What is done with meetings."""

from exclusions.meetings.services.arranging import (
    Where,
    answer_dates,
    arrange_meeting,
    cancel_meeting,
    change_meeting,
    fix_date,
    propose_dates,
)
from exclusions.meetings.services.finishing import correct_minutes, finish_minutes
from exclusions.meetings.services.inviting import (
    Guest,
    add_item,
    add_paper,
    invite,
    strike_item,
    take_off,
)
from exclusions.meetings.services.minuting import Saved, Typed, save_parts

__all__ = [
    "Guest",
    "Saved",
    "Typed",
    "Where",
    "add_item",
    "add_paper",
    "answer_dates",
    "arrange_meeting",
    "cancel_meeting",
    "change_meeting",
    "correct_minutes",
    "finish_minutes",
    "fix_date",
    "invite",
    "propose_dates",
    "save_parts",
    "strike_item",
    "take_off",
]
