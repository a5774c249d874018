"""What is done with a plan. Every change leaves a version of the whole plan behind."""

from exclusions.plans.services.acting import (
    Agreed,
    agree_action,
    change_action,
    give_action,
    note_progress,
)
from exclusions.plans.services.chasing import tell_of_near_actions
from exclusions.plans.services.filing import add_file, take_out_file
from exclusions.plans.services.writing import (
    Learning,
    Said,
    Texts,
    set_provision,
    sign_plan,
    write_texts,
)

__all__ = [
    "Agreed",
    "Learning",
    "Said",
    "Texts",
    "add_file",
    "agree_action",
    "change_action",
    "give_action",
    "note_progress",
    "set_provision",
    "sign_plan",
    "take_out_file",
    "tell_of_near_actions",
    "write_texts",
]
