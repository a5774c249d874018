"""A worry raised by a school: its draft, what was sent, and everything said since."""

from exclusions.concerns.models.clock import Pause, PauseEnd
from exclusions.concerns.models.concerns import (
    Concern,
    ConcernQuerySet,
    ConcernSubject,
    ConcernSubjectQuerySet,
    Entry,
    EntryQuerySet,
    Feedback,
    Triage,
)
from exclusions.concerns.models.conversation import Look, Mention
from exclusions.concerns.models.details import (
    BodyMark,
    Circumstances,
    ContextNote,
    KindOfConcern,
    OtherSubject,
)
from exclusions.concerns.models.drafts import (
    DRAFTS_KEPT,
    DRAFTS_WARNED_BEFORE,
    ConcernFile,
    ConcernFileQuerySet,
    Draft,
    DraftQuerySet,
)
from exclusions.concerns.models.proposals import Proposal, ProposalQuerySet
from exclusions.concerns.models.referrals import Referral, ReferralEvent, ReferralQuerySet
from exclusions.concerns.models.related import Relation, RelationQuerySet
from exclusions.concerns.models.replies import ReplyText
from exclusions.concerns.models.seals import Seal

__all__ = [
    "DRAFTS_KEPT",
    "DRAFTS_WARNED_BEFORE",
    "BodyMark",
    "Circumstances",
    "Concern",
    "ConcernFile",
    "ConcernFileQuerySet",
    "ConcernQuerySet",
    "ConcernSubject",
    "ConcernSubjectQuerySet",
    "ContextNote",
    "Draft",
    "DraftQuerySet",
    "Entry",
    "EntryQuerySet",
    "Feedback",
    "KindOfConcern",
    "Look",
    "Mention",
    "OtherSubject",
    "Pause",
    "PauseEnd",
    "Proposal",
    "ProposalQuerySet",
    "Referral",
    "ReferralEvent",
    "ReferralQuerySet",
    "Relation",
    "RelationQuerySet",
    "ReplyText",
    "Seal",
    "Triage",
]
