from schools.pupils.models.facts import Known, PupilFact, facts_on
from schools.pupils.models.pupils import (
    YEAR_GROUPS,
    Enrolment,
    EnrolmentQuerySet,
    Pupil,
    PupilQuerySet,
    PupilUpn,
    SearchName,
)

__all__ = [
    "YEAR_GROUPS",
    "Enrolment",
    "EnrolmentQuerySet",
    "Known",
    "Pupil",
    "PupilFact",
    "PupilQuerySet",
    "PupilUpn",
    "SearchName",
    "facts_on",
]
