"""What a case came to, and what can be shown for it."""

from exclusions.outcomes.models.debriefs import Debrief, Theme, ThemeQuerySet
from exclusions.outcomes.models.decisions import Decision
from exclusions.outcomes.models.evidence import EvidenceAnswer, EvidenceFile, EvidenceFileQuerySet
from exclusions.outcomes.models.followups import Check, FollowUp, FollowUpQuerySet

__all__ = [
    "Check",
    "Debrief",
    "Decision",
    "EvidenceAnswer",
    "EvidenceFile",
    "EvidenceFileQuerySet",
    "FollowUp",
    "FollowUpQuerySet",
    "Theme",
    "ThemeQuerySet",
]
