"""Verbs of suspensions. The view has checked the permission; the state is checked here."""

from exclusions.suspensions.services.arriving import take_note, take_note_of_all
from exclusions.suspensions.services.drafting import (
    delete_stale_suspension_drafts,
    discard_suspension_draft,
    save_suspension_draft,
    start_suspension_draft,
)
from exclusions.suspensions.services.recording import (
    correct_suspension,
    create_suspension,
    form_of,
    record_suspension,
)
from exclusions.suspensions.services.stepping import last_step, take_back, take_step

__all__ = [
    "correct_suspension",
    "create_suspension",
    "delete_stale_suspension_drafts",
    "discard_suspension_draft",
    "form_of",
    "last_step",
    "record_suspension",
    "save_suspension_draft",
    "start_suspension_draft",
    "take_back",
    "take_note",
    "take_note_of_all",
    "take_step",
]
