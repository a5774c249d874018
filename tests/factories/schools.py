from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.accounts.enums import Role
from schools.links.models import Cover, Link
from schools.pupils.enums import TransferReason
from schools.pupils.models import Enrolment, Pupil, SafeguardingTransfer
from schools.pupils.upn import check_letter
from schools.register.enums import Phase, Regime, Status, TypeGroup
from schools.register.models import School
from tests.factories.accounts import UserFactory


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    urn = factory.Sequence(lambda n: 900_000 + n)
    la_code = 999
    la_name = "Northmere"
    establishment_number = factory.Sequence(lambda n: 4000 + n % 1000)
    name = factory.Sequence(lambda n: f"Invented School {n}")
    phase = Phase.SECONDARY
    type_code = 1
    type_name = "Community school"
    type_group = TypeGroup.MAINTAINED
    status = Status.OPEN
    regime = Regime.MAINTAINED


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = Link

    user = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    capacity = Role.DSL
    starts_on = date(2024, 9, 1)


class CoverFactory(DjangoModelFactory):
    """A stand-in today and for the week to come."""

    class Meta:
        model = Cover

    link = factory.SubFactory(LinkFactory, capacity=Role.LEAD_SOCIAL_WORKER)
    user = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))


def upn_number(n: int) -> str:
    """A valid UPN of the fictional authority 999; tests name those under 1,000."""
    school, serial = divmod(n, 1000)
    body = f"999{4001 + school}20{serial:03d}"
    return check_letter(body) + body


class PupilFactory(DjangoModelFactory):
    class Meta:
        model = Pupil

    upn = factory.Sequence(lambda n: upn_number(1000 + n))
    forename = "Sam"
    surname = factory.Sequence(lambda n: f"Rowan{n}")
    born_on = date(2013, 3, 14)
    sex = Pupil.Sex.FEMALE


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    pupil = factory.SubFactory(PupilFactory)
    school = factory.SubFactory(SchoolFactory)
    year_group = "8"
    starts_on = date(2024, 9, 1)


class TransferFactory(DjangoModelFactory):
    """A safeguarding file that the former school has still to send."""

    class Meta:
        model = SafeguardingTransfer

    pupil = factory.SubFactory(PupilFactory)
    from_school = factory.SubFactory(SchoolFactory)
    to_school = factory.SubFactory(SchoolFactory)
    reason = TransferReason.LEFT
    first_day = date(2026, 11, 2)
    due_on = date(2026, 11, 9)
    started_by = factory.SubFactory(UserFactory)
