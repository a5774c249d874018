import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from resources.guidance.enums import Audience
from resources.guidance.models import (
    GuidanceDocument,
    GuidanceHome,
    GuidancePage,
    GuidanceSection,
    PageDownload,
    Topic,
)
from resources.guidance.search import index_again


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class DocumentFactory(DjangoModelFactory):
    """A small text file; `is_public=True` for everyone."""

    class Meta:
        model = GuidanceDocument

    title = factory.Sequence(lambda n: f"Sheet {n}")
    file = factory.Sequence(lambda n: ContentFile(b"Draw here.\n", name=f"sheet-{n}.txt"))
    file_size = 11


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = GuidanceSection

    title = factory.Sequence(lambda n: f"Section {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return GuidanceHome.objects.get().add_child(instance=model_class(**kwargs))


class GuidancePageFactory(DjangoModelFactory):
    """A published page in a section of its own (`parent=`), for signed-in people unless `public`."""

    class Meta:
        model = GuidancePage

    class Params:
        public = factory.Trait(audience=Audience.PUBLIC)

    title = factory.Sequence(lambda n: f"Guidance {n}")
    summary = "What to do, in short."
    kept_by = "Inclusion team"
    reviewed_on = factory.LazyFunction(timezone.localdate)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        parent = kwargs.pop("parent", None) or SectionFactory()
        topics, documents = kwargs.pop("topics", []), kwargs.pop("documents", [])
        page = model_class(**kwargs)
        page.topics = topics
        page.downloads = [
            PageDownload(document=document, sort_order=order) for order, document in enumerate(documents)
        ]
        page = parent.add_child(instance=page)
        index_again(GuidancePage, page)
        return page
