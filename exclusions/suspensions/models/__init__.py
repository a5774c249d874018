"""Suspensions and permanent exclusions, what became of them, and drafts of them."""

from exclusions.suspensions.models.arrivals import Arrival, ArrivalQuerySet, Team, teams_of
from exclusions.suspensions.models.derived import DerivedPupil, DerivedSchool
from exclusions.suspensions.models.drafts import DRAFTS_KEPT, SuspensionDraft, SuspensionDraftQuerySet
from exclusions.suspensions.models.duties import Change, Duty, DutyChange, DutyQuerySet, How
from exclusions.suspensions.models.feeds import DutyFeed
from exclusions.suspensions.models.history import Step, StepQuerySet, Version
from exclusions.suspensions.models.letters import Letter, LetterText
from exclusions.suspensions.models.provision import (
    ExclusionPaperQuerySet,
    Occasion,
    Paper,
    Provision,
    ProvisionKind,
)
from exclusions.suspensions.models.records import Suspension, SuspensionQuerySet, under_the_virtual_school

__all__ = [
    "DRAFTS_KEPT",
    "Arrival",
    "ArrivalQuerySet",
    "Change",
    "DerivedPupil",
    "DerivedSchool",
    "Duty",
    "DutyChange",
    "DutyFeed",
    "DutyQuerySet",
    "ExclusionPaperQuerySet",
    "How",
    "Letter",
    "LetterText",
    "Occasion",
    "Paper",
    "Provision",
    "ProvisionKind",
    "Step",
    "StepQuerySet",
    "Suspension",
    "SuspensionDraft",
    "SuspensionDraftQuerySet",
    "SuspensionQuerySet",
    "Team",
    "Version",
    "teams_of",
    "under_the_virtual_school",
]
