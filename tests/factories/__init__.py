"""Factories: valid rows with nothing surprising; states as traits."""

from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.concerns import ConcernFactory, DraftFactory
from tests.factories.diary import DiaryEntryFactory
from tests.factories.measures import (
    DirectionFactory,
    LookFactory,
    MeasureStepFactory,
    MoveFactory,
    ReturnMeetingFactory,
    SeparationFactory,
    TimetableFactory,
)
from tests.factories.meetings import InviteeFactory, MeetingFactory
from tests.factories.ownplans import OwnPlanFactory, PromiseFactory
from tests.factories.plans import ActionFactory
from tests.factories.protocol import CaseFactory
from tests.factories.risk import AlertFactory, RiskViewFactory, WarningNoteFactory
from tests.factories.schools import (
    CoverFactory,
    EnrolmentFactory,
    LinkFactory,
    PupilFactory,
    SchoolFactory,
    TransferFactory,
)
from tests.factories.suspensions import SuspensionDraftFactory, SuspensionFactory
from tests.factories.training import TrainingFactory

__all__ = [
    "ActionFactory",
    "AlertFactory",
    "CaseFactory",
    "ConcernFactory",
    "CoverFactory",
    "DiaryEntryFactory",
    "DirectionFactory",
    "DraftFactory",
    "EnrolmentFactory",
    "InviteeFactory",
    "LinkFactory",
    "LookFactory",
    "MeasureStepFactory",
    "MeetingFactory",
    "MoveFactory",
    "OwnPlanFactory",
    "PromiseFactory",
    "PupilFactory",
    "ReturnMeetingFactory",
    "RiskViewFactory",
    "RoleGrantFactory",
    "SchoolFactory",
    "SeparationFactory",
    "SuspensionDraftFactory",
    "SuspensionFactory",
    "TimetableFactory",
    "TrainingFactory",
    "TransferFactory",
    "UserFactory",
    "WarningNoteFactory",
]
