"""What a case came to, and what can be shown for it."""

from exclusions.outcomes.models.evidence import EvidenceAnswer, EvidenceFile, EvidenceFileQuerySet

__all__ = ["EvidenceAnswer", "EvidenceFile", "EvidenceFileQuerySet"]
