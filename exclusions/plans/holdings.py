"""What this room adds to a school's safeguarding file about a pupil."""

from exclusions.plans.models import Action, ActionQuerySet, PlanFile
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _actions(pupil: Pupil, school: School) -> ActionQuerySet:
    return Action.objects.filter(case__pupil__in=pupil.records, school=school)


HOLDINGS = (
    Holding(
        "actions of plans",
        lambda pupil, school: _actions(pupil, school).count(),
        lambda pupil, school: _actions(pupil, school).open().exists(),
    ),
    Holding(
        "documents of plans",
        lambda pupil, school: PlanFile.objects.filter(
            plan__case__pupil__in=pupil.records, plan__case__school=school, taken_out_at=None
        ).count(),
    ),
)
