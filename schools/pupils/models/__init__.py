from schools.pupils.models.facts import Known, PupilFact, facts_on
from schools.pupils.models.merging import PupilMerge, Resemblance, ResemblanceQuerySet
from schools.pupils.models.pupils import (
    YEAR_GROUPS,
    Enrolment,
    EnrolmentQuerySet,
    Pupil,
    PupilQuerySet,
    PupilUpn,
    SearchName,
    child_of,
)
from schools.pupils.models.transfers import HandedOver, SafeguardingTransfer, handed_over

__all__ = [
    "YEAR_GROUPS",
    "Enrolment",
    "EnrolmentQuerySet",
    "HandedOver",
    "Known",
    "Pupil",
    "PupilFact",
    "PupilMerge",
    "PupilQuerySet",
    "PupilUpn",
    "Resemblance",
    "ResemblanceQuerySet",
    "SafeguardingTransfer",
    "SearchName",
    "child_of",
    "facts_on",
    "handed_over",
]
