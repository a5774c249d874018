"""What is written about the end of a case."""

from exclusions.outcomes.services.debriefs import Learnt, add_theme, retire_theme, write_debrief
from exclusions.outcomes.services.decisions import Decided, Weighed, write_decision
from exclusions.outcomes.services.evidence import Answered, answer_item, note_down, take_out_file
from exclusions.outcomes.services.followups import (
    Found,
    answer_check,
    people_for,
    plan_missing,
    tell_of_follow_ups,
)

__all__ = [
    "Answered",
    "Decided",
    "Found",
    "Learnt",
    "Weighed",
    "add_theme",
    "answer_check",
    "answer_item",
    "note_down",
    "people_for",
    "plan_missing",
    "retire_theme",
    "take_out_file",
    "tell_of_follow_ups",
    "write_debrief",
    "write_decision",
]
