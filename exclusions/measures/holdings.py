"""What this room adds to a school's file about a pupil."""

from exclusions.measures.enums import MeasureKind
from exclusions.measures.models import Measure, MeasureQuerySet
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _measures(pupil: Pupil, school: School) -> MeasureQuerySet:
    return Measure.objects.of_pupil(pupil).standing().filter(school=school)


HOLDINGS = (
    Holding(
        "moves, directions and timetables",
        lambda pupil, school: _measures(pupil, school).exclude(kind=MeasureKind.SEPARATION).count(),
    ),
    Holding(
        "safeguarding separations",
        lambda pupil, school: _measures(pupil, school).filter(kind=MeasureKind.SEPARATION).unsealed().count(),
    ),
)
