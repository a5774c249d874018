import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from linkworkers.diary.enums import Kind, Part, State
from linkworkers.diary.models import DiaryEntry, DiaryLine
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory


class DiaryEntryFactory(DjangoModelFactory):
    """An anonymous consultation of today, shared with the school."""

    class Meta:
        model = DiaryEntry
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    worker = factory.SubFactory(UserFactory)
    kind = Kind.CONSULTATION
    on = factory.LazyFunction(timezone.localdate)
    follow_up_with = factory.LazyAttribute(lambda o: o.worker if o.follow_up_by else None)
    follow_up_by = None

    class Params:
        on_site = factory.Trait(kind=Kind.ON_SITE, sessions="both")
        planned = factory.Trait(kind=Kind.ON_SITE, sessions="both", state=State.PLANNED)

    @factory.post_generation
    def asked(obj, create, extracted, **kwargs):  # noqa: N805
        if obj.state == State.DONE:
            body = extracted or "What to do about phones in lessons"
            DiaryLine.objects.create(entry=obj, part=Part.ASKED, body=body, author=obj.worker)
