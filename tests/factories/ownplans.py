from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exclusions.ownplans.models import OwnPlan, Promise
from tests.factories.accounts import UserFactory
from tests.factories.protocol import CaseFactory
from tests.factories.schools import SchoolFactory


class OwnPlanFactory(DjangoModelFactory):
    """A current plan with nothing written in it, of a young person with an open case."""

    class Meta:
        model = OwnPlan

    school = factory.SubFactory(SchoolFactory)
    case = factory.LazyAttribute(lambda o: CaseFactory(school=o.school))
    pupil = factory.LazyAttribute(lambda o: o.case.pupil)
    started_by = factory.SubFactory(UserFactory)


class PromiseFactory(DjangoModelFactory):
    """An open promise that is due in a week."""

    class Meta:
        model = Promise

    plan = factory.SubFactory(OwnPlanFactory)
    what = "Ask the college for a visit."
    who = "Mr Bell"
    owner = factory.SelfAttribute("plan.started_by")
    made_by = factory.SelfAttribute("plan.started_by")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
