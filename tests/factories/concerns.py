import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exclusions.concerns.enums import Category, State, Wish
from exclusions.concerns.models import Concern, ConcernSubject, Draft
from schools.calendars.services import add_school_days
from tests.factories.accounts import UserFactory
from tests.factories.schools import EnrolmentFactory, SchoolFactory


class ConcernFactory(DjangoModelFactory):
    """A sent concern about one pupil on the school's roll (`pupil=` names another, `pupil=False` none)."""

    class Meta:
        model = Concern
        skip_postgeneration_save = True

    class Params:
        in_triage = factory.Trait(state=State.IN_TRIAGE)
        with_school = factory.Trait(state=State.WITH_SCHOOL)

    school = factory.SubFactory(SchoolFactory)
    raised_by = factory.SubFactory(UserFactory)
    raised_as = "Designated safeguarding lead"
    raised_at = factory.LazyFunction(timezone.now)
    categories = factory.LazyFunction(lambda: [Category.EXPLOITATION])
    in_danger = False
    what_happened = "Came in with a new phone and would not say from whom."
    wish = Wish.ADVICE
    acknowledge_by = factory.LazyAttribute(lambda o: add_school_days(timezone.localdate(o.raised_at), 1).on)
    decide_by = factory.LazyAttribute(lambda o: add_school_days(timezone.localdate(o.raised_at), 3).on)

    @factory.post_generation
    def pupil(obj, create, extracted, **kwargs):  # noqa: N805
        if extracted is False:
            return
        pupil = extracted or EnrolmentFactory(school=obj.school, **kwargs).pupil
        ConcernSubject.objects.create(concern=obj, pupil=pupil)


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    author = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    content = factory.LazyFunction(dict)
    saved_at = factory.LazyFunction(timezone.now)
