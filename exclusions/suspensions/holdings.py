"""What this room adds to a school's file about a pupil."""

from exclusions.suspensions.models import Suspension, SuspensionQuerySet
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _records(pupil: Pupil, school: School) -> SuspensionQuerySet:
    return Suspension.objects.counted().filter(pupil__in=pupil.records, school=school)


HOLDINGS = (
    Holding(
        "suspensions and permanent exclusions",
        lambda pupil, school: _records(pupil, school).count(),
    ),
)
