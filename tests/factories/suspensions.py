from datetime import date

import factory
from factory.django import DjangoModelFactory

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import DayPart, SuspensionKind
from exclusions.suspensions.models import Suspension, SuspensionDraft
from exclusions.suspensions.services.caring import mark_for_virtual_school
from tests.factories.accounts import UserFactory
from tests.factories.schools import EnrolmentFactory, SchoolFactory

# Monday in a term of both rule packs' younger one.
MONDAY = date(2026, 11, 16)


class SuspensionFactory(DjangoModelFactory):
    """A suspension of one whole day, of a pupil on the school's roll.

    `parts={date: DayPart}` gives its days; `permanent=True` makes it a permanent exclusion.
    """

    class Meta:
        model = Suspension
        skip_postgeneration_save = True

    class Params:
        parts = factory.LazyAttribute(lambda o: {o.starts_on: DayPart.DAY})
        permanent = factory.Trait(
            kind=SuspensionKind.PERMANENT, days=factory.LazyFunction(dict), sessions=0, ends_on=None
        )

    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(lambda o: EnrolmentFactory(school=o.school).pupil)
    kind = SuspensionKind.SUSPENSION
    starts_on = MONDAY
    days = factory.LazyAttribute(lambda o: Days.of(o.parts).as_json())
    sessions = factory.LazyAttribute(lambda o: Days.of(o.parts).sessions)
    ends_on = factory.LazyAttribute(lambda o: Days.of(o.parts).last)
    reason_1 = "PP"
    what_happened = "Hit another pupil in the dinner queue."
    decided_by = "Ms Ann Doe"
    decided_on = factory.SelfAttribute("starts_on")
    year_group = "9"
    pack = "EXCL-2026-07"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_as = "Headteacher"

    @factory.post_generation
    def for_virtual_school(self, create, extracted, **kwargs):
        """As the service does, whoever the pupil is."""
        mark_for_virtual_school([self.pupil_id])
        self.refresh_from_db(fields=["for_virtual_school"])


class SuspensionDraftFactory(DjangoModelFactory):
    class Meta:
        model = SuspensionDraft

    author = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(lambda o: EnrolmentFactory(school=o.school).pupil)
