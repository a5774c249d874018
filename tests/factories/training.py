import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from resources.training.models import Course, Training
from resources.training.services import months_later
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory


class TrainingFactory(DjangoModelFactory):
    """Somebody did the training of safeguarding leads today; it lasts as the course says."""

    class Meta:
        model = Training

    class Params:
        code = "DSL"

    person = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    course = factory.LazyAttribute(lambda o: Course.objects.get(code=o.code))
    done_on = factory.LazyFunction(timezone.localdate)
    lasts_until = factory.LazyAttribute(
        lambda o: months_later(o.done_on, o.course.months) if o.course.months else None
    )
    entered_by = factory.SubFactory(UserFactory)
