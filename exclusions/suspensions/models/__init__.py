"""Suspensions and permanent exclusions, what became of them, and drafts of them."""

from exclusions.suspensions.models.drafts import DRAFTS_KEPT, SuspensionDraft, SuspensionDraftQuerySet
from exclusions.suspensions.models.history import Step, StepQuerySet, Version
from exclusions.suspensions.models.records import Suspension, SuspensionQuerySet

__all__ = [
    "DRAFTS_KEPT",
    "Step",
    "StepQuerySet",
    "Suspension",
    "SuspensionDraft",
    "SuspensionDraftQuerySet",
    "SuspensionQuerySet",
    "Version",
]
