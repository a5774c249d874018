from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exclusions.plans.enums import Agency
from exclusions.plans.models import Action
from tests.factories.accounts import UserFactory
from tests.factories.protocol import CaseFactory


class ActionFactory(DjangoModelFactory):
    """An action that a school has taken on, due in two weeks."""

    class Meta:
        model = Action

    case = factory.SubFactory(CaseFactory)
    school = factory.SelfAttribute("case.school")
    need = "Somebody to go to at lunch"
    what = "Ms Doe meets Sam every day at noon"
    agency = Agency.SCHOOL
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    agreed_by = factory.SubFactory(UserFactory)
