from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from exclusions.measures.enums import MeasureKind, State
from exclusions.measures.models import (
    Direction,
    Look,
    MeasureStep,
    Meeting,
    Move,
    Separation,
    Timetable,
)
from tests.factories.accounts import UserFactory
from tests.factories.schools import EnrolmentFactory, SchoolFactory
from tests.factories.suspensions import SuspensionFactory


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


class MoveFactory(_MeasureFactory):
    """Talked about; `to_school` is a school of its own."""

    class Meta:
        model = Move

    kind = MeasureKind.MOVE
    state = State.TALKS
    to_school = factory.SubFactory(SchoolFactory)
    reasons = "A fresh start."
    tried = "A mentor, and an off-site direction."
    risk = "Leaves the room when teased."


class TimetableFactory(_MeasureFactory):
    class Meta:
        model = Timetable

    kind = MeasureKind.TIMETABLE
    starts_on = date(2026, 11, 16)
    planned_end_on = date(2026, 12, 18)
    review_on = date(2026, 12, 4)
    agreed_on = date(2026, 11, 13)
    agreed_by = "Mother"
    reason = "anxiety"
    reasons = "An hour more every week."
    sessions_a_week = 5
    pattern = "every morning"


class SeparationFactory(_MeasureFactory):
    class Meta:
        model = Separation

    kind = MeasureKind.SEPARATION
    starts_on = date(2026, 11, 16)
    planned_end_on = date(2026, 11, 23)
    part = "harmed"
    reasons = "Cannot meet while it is looked into."
    alternatives = "Other classes were tried."
    education = "Online lessons."
    led_by = "Ms Hale"


class ReturnMeetingFactory(_MeasureFactory):
    class Meta:
        model = Meeting

    kind = MeasureKind.MEETING
    suspension = factory.SubFactory(SuspensionFactory, school=factory.SelfAttribute("..school"))
    pupil = factory.SelfAttribute("suspension.pupil")
    starts_on = date(2026, 11, 17)
    due_on = date(2026, 11, 18)
    invited_on = date(2026, 11, 16)
    parents_came = True
    attended = "Pupil, mother"
    adjustments = "Another seat."
    named_adult = "Ms Hale"
    review_on = date(2026, 12, 1)


class LookFactory(DjangoModelFactory):
    class Meta:
        model = Look

    source = "home_educated"
    key = factory.Sequence(lambda n: f"enrolment {n}")
    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(lambda o: EnrolmentFactory(school=o.school).pupil)
    on = date(2026, 11, 16)
    reasons = factory.LazyFunction(lambda: ["Left for education at home on 16 November 2026"])
    evidence = factory.LazyFunction(list)


class MeasureStepFactory(DjangoModelFactory):
    class Meta:
        model = MeasureStep

    number = factory.LazyAttribute(lambda o: o.measure.steps.count() + 1)
    on = date(2026, 11, 16)
    after = "live"
    by = factory.SubFactory(UserFactory)
    capacity = "Headteacher"
