"""A worry raised by a school: its draft, what was sent, and everything said since."""

from exclusions.concerns.models.concerns import (
    Concern,
    ConcernQuerySet,
    ConcernSubject,
    ConcernSubjectQuerySet,
    Entry,
    EntryQuerySet,
    Triage,
)
from exclusions.concerns.models.drafts import (
    DRAFTS_KEPT,
    DRAFTS_WARNED_BEFORE,
    ConcernFile,
    ConcernFileQuerySet,
    Draft,
    DraftQuerySet,
)

__all__ = [
    "DRAFTS_KEPT",
    "DRAFTS_WARNED_BEFORE",
    "Concern",
    "ConcernFile",
    "ConcernFileQuerySet",
    "ConcernQuerySet",
    "ConcernSubject",
    "ConcernSubjectQuerySet",
    "Draft",
    "DraftQuerySet",
    "Entry",
    "EntryQuerySet",
    "Triage",
]
