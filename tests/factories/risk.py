from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exclusions.risk.enums import Harm, Level
from exclusions.risk.models import Alert, RiskView, WarningNote
from tests.factories.accounts import UserFactory
from tests.factories.schools import EnrolmentFactory, SchoolFactory


def _on_roll(row) -> object:
    return EnrolmentFactory(school=row.school).pupil


class RiskViewFactory(DjangoModelFactory):
    """A judgement about a pupil on the school's roll."""

    class Meta:
        model = RiskView

    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(_on_roll)
    harm = Harm.EXCLUSION
    level = Level.MEDIUM
    rationale = "Sent out of lessons more often than last term."
    review_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    judged_by = factory.SubFactory(UserFactory)
    capacity = "Designated safeguarding lead"


class WarningNoteFactory(DjangoModelFactory):
    class Meta:
        model = WarningNote

    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(_on_roll)
    text = "Do not ring the home number: ring the aunt."
    review_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    written_by = factory.SubFactory(UserFactory)
    capacity = "Designated safeguarding lead"


class AlertFactory(DjangoModelFactory):
    class Meta:
        model = Alert

    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(_on_roll)
    rule = "missing"
    version = 1
    reasons = factory.LazyFunction(lambda: ["1 concern of the kind “Missing” within 90 days"])
    evidence = factory.LazyFunction(list)
    newest_evidence_at = factory.LazyFunction(timezone.now)
