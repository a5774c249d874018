import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exclusions.protocol.models import Case, ProtocolVersion, Stage, StageRecord
from schools.calendars.services import add_school_days
from tests.factories.accounts import UserFactory
from tests.factories.schools import EnrolmentFactory, SchoolFactory


def stage(code: str) -> Stage:
    """A stage of the protocol that ships (a migration puts it in)."""
    return Stage.objects.get(version=ProtocolVersion.objects.latest("number"), code=code)


class CaseFactory(DjangoModelFactory):
    """An open case at its inclusion meeting, due in 10 school days."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    pupil = factory.LazyAttribute(lambda o: EnrolmentFactory(school=o.school).pupil)
    version = factory.LazyFunction(lambda: ProtocolVersion.objects.latest("number"))
    stage = factory.LazyFunction(lambda: stage("meeting"))
    opened_by = factory.SubFactory(UserFactory)
    opened_at = factory.LazyFunction(timezone.now)
    due_on = factory.LazyAttribute(lambda o: add_school_days(timezone.localdate(o.opened_at), 10).on)

    @factory.post_generation
    def record(obj, create, extracted, **kwargs):  # noqa: N805
        StageRecord.objects.create(
            case=obj,
            stage=obj.stage,
            number=1,
            started_on=timezone.localdate(obj.opened_at),
            due_on=obj.due_on,
        )
