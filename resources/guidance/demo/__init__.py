"""Guidance for the demo: original pages and files, made once, never overwritten."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from resources.guidance.demo import for_link_workers, for_schools, for_schools_exclusion
from resources.guidance.demo.documents import DOCUMENTS, DemoDocument
from resources.guidance.demo.parts import DemoPage, DemoSection
from resources.guidance.models import (
    GuidanceDocument,
    GuidanceHome,
    GuidancePage,
    GuidanceSection,
    PageDownload,
    Topic,
)

SECTIONS = (
    DemoSection(
        "for-schools",
        "For schools",
        "For headteachers, safeguarding leads and everyone who works with pupils.",
        [*for_schools.PAGES, *for_schools_exclusion.PAGES],
    ),
    DemoSection(
        "for-link-workers",
        "For link workers",
        "For social workers, welfare and inclusion officers who stand with schools.",
        [
            for_link_workers.SAFETY_MAPPING,
            for_link_workers.CONTEXT_WEIGHTING,
            for_link_workers.INCLUSION_MEETING,
        ],
    ),
    DemoSection(
        "templates",
        "Templates",
        "Sheets, checklists and agendas to download.",
        [for_link_workers.EVIDENCE, for_link_workers.SHEETS],
    ),
)


@transaction.atomic
def make_demo_guidance() -> dict[str, int]:
    """Add the demo's sections, pages and documents where they are missing. Safe to run twice.

    Gives back how many of each there are now. What editors have changed meanwhile stays as it is.
    """
    home = GuidanceHome.objects.get()
    documents = {document.name: _document(document) for document in DOCUMENTS}
    for wanted in SECTIONS:
        section = _section(home, wanted)
        for page in wanted.pages:
            _page(section, page, documents)
    models = (GuidanceSection, GuidancePage, GuidanceDocument, Topic)
    return {str(model._meta.verbose_name_plural): model.objects.count() for model in models}


def _document(wanted: DemoDocument) -> GuidanceDocument:
    found = GuidanceDocument.objects.filter(title=wanted.title).first()
    if found:
        return found
    document = GuidanceDocument(title=wanted.title, is_public=wanted.is_public, page_count=wanted.page_count)
    document.file.save(wanted.name, ContentFile(wanted.content()), save=False)
    document._set_document_file_metadata()
    document.file.close()
    document.save()
    return document


def _section(home: GuidanceHome, wanted: DemoSection) -> GuidanceSection:
    found = GuidanceSection.objects.child_of(home).filter(slug=wanted.slug).first()
    if found:
        return found
    section = GuidanceSection(title=wanted.title, slug=wanted.slug, introduction=wanted.introduction)
    home.add_child(instance=section)
    section.save_revision().publish()
    return section


def _page(section: GuidanceSection, wanted: DemoPage, documents: dict[str, GuidanceDocument]) -> None:
    if GuidancePage.objects.child_of(section).filter(slug=wanted.slug).exists():
        return
    today = timezone.localdate()
    reviewed_on = today - timedelta(days=wanted.days_ago)
    page = GuidancePage(
        title=wanted.title,
        slug=wanted.slug,
        summary=wanted.summary,
        body=wanted.body,
        audience=wanted.audience,
        kept_by=wanted.kept_by,
        reviewed_on=reviewed_on,
        review_on=today + timedelta(days=wanted.due_in),
        what_changed=wanted.what_changed,
        changed_on=reviewed_on if wanted.what_changed else None,
    )
    page.topics = [
        Topic.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0] for name in wanted.topics
    ]
    page.downloads = [
        PageDownload(document=documents[name], sort_order=order)
        for order, name in enumerate(wanted.documents)
    ]
    section.add_child(instance=page)
    page.save_revision().publish()
