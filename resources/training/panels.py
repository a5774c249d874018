"""Training on a school's page and on a person's."""

from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.core.subjects import Panel
from resources.training.coverage import coverage
from resources.training.models import Training
from schools.register.models import School


def school_training(user: User, school: School) -> dict[str, Any] | None:
    """How much of each training is in date, for those who may read it."""
    if not school.is_live or not user.has_perm("training.see_training", school):
        return None
    covers = coverage([school.pk], timezone.localdate())[school.pk]
    return {"school": school, "covers": [cover for cover in covers if cover.people or cover.counted]}


def persons_training(user: User, person: User) -> dict[str, Any] | None:
    """What somebody has done, for themselves."""
    if user != person:
        return None
    done = Training.objects.standing().filter(person=person).select_related("course")
    return {"done": list(done), "today": timezone.localdate()}


PANELS = (
    Panel("school", "training", 70, "training/_school.html", school_training),
    Panel("person", "training", 70, "training/_person.html", persons_training),
)
