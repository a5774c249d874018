from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exclusions.meetings.enums import MeetingState
from exclusions.meetings.models import Invitee, Meeting, ProposedDate
from exclusions.plans.enums import Agency
from tests.factories.accounts import UserFactory
from tests.factories.protocol import CaseFactory


class MeetingFactory(DjangoModelFactory):
    """The inclusion meeting of a case, two dates proposed; `fixed=True` for today, an hour ago."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    class Params:
        fixed = factory.Trait(
            state=MeetingState.FIXED,
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
        )

    case = factory.SubFactory(CaseFactory)
    school = factory.SelfAttribute("case.school")
    stage = factory.SelfAttribute("case.stage")
    chair = factory.SubFactory(UserFactory)
    arranged_by = factory.SelfAttribute("chair")
    place = "Room 4"

    @factory.post_generation
    def dates(obj, create, extracted, **kwargs):  # noqa: N805
        if obj.state == MeetingState.FINDING:
            for days in (3, 4):
                at = timezone.now() + timedelta(days=days)
                ProposedDate.objects.create(meeting=obj, starts_at=at.replace(second=0, microsecond=0))


class InviteeFactory(DjangoModelFactory):
    """Somebody outside the portal who is reached by email."""

    class Meta:
        model = Invitee

    meeting = factory.SubFactory(MeetingFactory)
    name = "Kim Noor"
    agency = Agency.HEALTH
    email = "kim@clinic.example"
    invited_by = factory.SubFactory(UserFactory)
