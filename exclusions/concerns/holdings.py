"""What this room adds to a school's safeguarding file about a pupil."""

from exclusions.concerns.models import Concern, ConcernFile, ConcernQuerySet, Entry
from exclusions.concerns.reading import OF_THE_SCHOOL
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _concerns(pupil: Pupil, school: School) -> ConcernQuerySet:
    """Without sealed ones: who may know of them hands them over themselves."""
    return Concern.objects.unsealed().about(pupil).filter(school=school)


def _said(pupil: Pupil, school: School) -> int:
    """What social workers note among themselves is not the school's."""
    return Entry.objects.filter(concern__in=_concerns(pupil, school), kind__in=OF_THE_SCHOOL).count()


HOLDINGS = (
    Holding(
        "concerns",
        lambda pupil, school: _concerns(pupil, school).count(),
        lambda pupil, school: _concerns(pupil, school).open().exists(),
    ),
    Holding("messages and additions", _said),
    Holding(
        "files",
        lambda pupil, school: ConcernFile.objects.filter(concern__in=_concerns(pupil, school)).count(),
    ),
)
