"""What this room adds to a school's safeguarding file about a pupil."""

from exclusions.ownplans.models import OwnPlan, OwnPlanQuerySet
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _plans(pupil: Pupil, school: School) -> OwnPlanQuerySet:
    return OwnPlan.objects.filter(pupil__in=pupil.records, school=school)


HOLDINGS = (
    Holding(
        "own plans of the young person",
        lambda pupil, school: _plans(pupil, school).count(),
        lambda pupil, school: _plans(pupil, school).current().exists(),
    ),
)
