"""The No Need to Exclude protocol as data, and each pupil's way through it."""

from exclusions.protocol.commitment.models import Charter, Commitment
from exclusions.protocol.models.around import CaseEntry, CaseLink, CaseMember, CasePause, Chase, Correction
from exclusions.protocol.models.cases import Case, CaseQuerySet, StageRecord, late, paused, shared_with
from exclusions.protocol.models.going import CaseFile, CaseMove
from exclusions.protocol.models.versions import OutcomeCode, ProtocolDraft, ProtocolVersion, Stage

__all__ = [
    "Case",
    "CaseEntry",
    "CaseFile",
    "CaseLink",
    "CaseMember",
    "CaseMove",
    "CasePause",
    "CaseQuerySet",
    "Charter",
    "Chase",
    "Commitment",
    "Correction",
    "OutcomeCode",
    "ProtocolDraft",
    "ProtocolVersion",
    "Stage",
    "StageRecord",
    "late",
    "paused",
    "shared_with",
]
