from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from exclusions.measures.enums import MeasureKind
from exclusions.measures.models import Direction, MeasureStep
from tests.factories.accounts import UserFactory
from tests.factories.schools import EnrolmentFactory, SchoolFactory


class _MeasureFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(lambda o: EnrolmentFactory(school=o.school).pupil)
    year_group = "9"
    pack = "EXCL-2026-07"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_as = "Headteacher"


class DirectionFactory(_MeasureFactory):
    """Six weeks elsewhere from Monday 16 November 2026, reviewed every four weeks."""

    class Meta:
        model = Direction

    kind = MeasureKind.DIRECTION
    starts_on = date(2026, 11, 16)
    planned_end_on = date(2027, 1, 8)
    host = "Riverside Centre"
    address = "1 Water Lane, Northmere"
    report_to = "Mr Lee"
    sessions = 60
    session_starts = time(9, 0)
    session_ends = time(15, 0)
    breaks = "10:45 to 11:00"
    reasons = "Lessons end in rows although a mentor has helped since September."
    objectives = "Stays in lessons for a whole day."
    review_weeks = 4


class MeasureStepFactory(DjangoModelFactory):
    class Meta:
        model = MeasureStep

    number = factory.LazyAttribute(lambda o: o.measure.steps.count() + 1)
    on = date(2026, 11, 16)
    after = "live"
    by = factory.SubFactory(UserFactory)
    capacity = "Headteacher"
