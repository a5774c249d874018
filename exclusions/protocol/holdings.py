"""What this room adds to a school's safeguarding file about a pupil."""

from exclusions.protocol.models import Case, CaseFile, CaseQuerySet
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _cases(pupil: Pupil, school: School) -> CaseQuerySet:
    return Case.objects.filter(pupil__in=pupil.records, school=school)


HOLDINGS = (
    Holding(
        "No Need to Exclude cases",
        lambda pupil, school: _cases(pupil, school).count(),
        lambda pupil, school: _cases(pupil, school).open().exists(),
    ),
    Holding(
        "documents of cases",
        lambda pupil, school: CaseFile.objects.filter(case__in=_cases(pupil, school)).count(),
    ),
)
