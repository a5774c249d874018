"""Verbs of measures. The view has checked the permission; what fits is checked here."""

from exclusions.measures.services.drafting import (
    delete_stale_measure_drafts,
    discard_measure_draft,
    draft_about,
    save_measure_draft,
    use_up_draft,
)
from exclusions.measures.services.recording import correct_measure, create_measure
from exclusions.measures.services.stepping import take_step
from exclusions.measures.services.working_out import tell_of_dues, work_out, work_out_again

__all__ = [
    "correct_measure",
    "create_measure",
    "delete_stale_measure_drafts",
    "discard_measure_draft",
    "draft_about",
    "save_measure_draft",
    "take_step",
    "tell_of_dues",
    "use_up_draft",
    "work_out",
    "work_out_again",
]
