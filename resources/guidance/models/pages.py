"""Pages: one home, sections below it, guidance below them."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.compat import HTTPMethod
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from portal.core.privacy import Retention, classify
from resources.blocks.body import BodyBlock
from resources.guidance import reading
from resources.guidance.addresses import Addressed
from resources.guidance.enums import Audience
from resources.guidance.models.documents import GuidanceDocument
from resources.guidance.models.readers import GuidanceQuerySet, ReadableQuerySet
from resources.guidance.models.topics import Topic

# Addresses below /guidance/ that are not pages (resources/guidance/urls.py).
TAKEN_ADDRESSES = ("changes", "search")
READ_ONLY = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)
# No shared passwords: nobody can take one back from a person who has left.
PRIVACY = ("login", "groups")


def in_a_year() -> date:
    """When a page is to be looked at again unless its editor says otherwise."""
    return timezone.localdate() + timedelta(days=365)


@classify(Retention.CONTENT, T1="introduction")
class GuidanceHome(Addressed, Page):
    """The front of /guidance/: search, topics, sections, what changed."""

    introduction = models.CharField(max_length=250, blank=True)

    objects = PageManager.from_queryset(ReadableQuerySet)()

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["guidance.GuidanceSection"]
    max_count = 1
    allowed_http_methods = READ_ONLY
    private_page_options = PRIVACY
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "guidance home"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **reading.home(request.user)}


@classify(Retention.CONTENT, T1="introduction")
class GuidanceSection(Addressed, Page):
    """A list of guidance for one kind of reader, or of one kind."""

    introduction = models.CharField(max_length=250, blank=True)

    objects = PageManager.from_queryset(ReadableQuerySet)()

    parent_page_types: ClassVar = ["guidance.GuidanceHome"]
    subpage_types: ClassVar = ["guidance.GuidancePage"]
    allowed_http_methods = READ_ONLY
    private_page_options = PRIVACY
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "section"

    def clean(self) -> None:
        super().clean()
        if self.slug in TAKEN_ADDRESSES:
            raise ValidationError({"slug": f"“{self.slug}” is taken by the portal. Choose another."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **reading.section(self, request.user)}


@classify(
    Retention.CONTENT,
    T1="summary body topics audience reviewed_on review_on kept_by what_changed changed_on",
)
class GuidancePage(Addressed, Page):
    """One piece of guidance."""

    summary = models.TextField(max_length=300, help_text="One or two sentences; shown in lists and search.")
    body = StreamField(BodyBlock(), blank=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="pages")
    audience = models.CharField(
        "who may read it", max_length=10, choices=Audience.choices, default=Audience.SIGNED_IN
    )
    kept_by = models.CharField(
        "kept by", max_length=120, help_text="The person or team who answers for what it says."
    )
    reviewed_on = models.DateField("last reviewed", default=timezone.localdate)
    review_on = models.DateField("review due", default=in_a_year)
    what_changed = models.CharField(
        max_length=250, blank=True, help_text="Shown on the “What changed” list. Empty: not listed."
    )
    changed_on = models.DateField("date of the change", null=True, blank=True)

    objects = PageManager.from_queryset(GuidanceQuerySet)()

    parent_page_types: ClassVar = ["guidance.GuidanceSection"]
    subpage_types: ClassVar[list[str]] = []
    allowed_http_methods = READ_ONLY
    private_page_options = PRIVACY
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("summary", boost=1.5),
        index.SearchField("body"),
        index.RelatedFields("downloads", [index.SearchField("shown_as")]),
        index.RelatedFields("topics", [index.SearchField("name"), index.FilterField("slug")]),
        index.FilterField("audience"),
    ]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel("downloads", label="Download", heading="Downloads"),
        MultiFieldPanel([FieldPanel("what_changed"), FieldPanel("changed_on")], heading="What changed"),
    ]
    promote_panels: ClassVar = [
        FieldPanel("audience"),
        FieldPanel("topics"),
        MultiFieldPanel(
            [FieldPanel("kept_by"), FieldPanel("reviewed_on"), FieldPanel("review_on")], heading="Review"
        ),
        *Page.promote_panels,
    ]

    class Meta:
        verbose_name = "guidance page"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(what_changed="") | models.Q(changed_on__isnull=False),
                name="a_note_of_change_has_its_date",
            ),
        )

    def clean(self) -> None:
        super().clean()
        if self.what_changed and self.changed_on is None:
            raise ValidationError({"changed_on": "Say when it changed."})

    @property
    def review_overdue(self) -> bool:
        """The day by which somebody was to look at it again has passed."""
        return bool(self.review_on) and self.review_on < timezone.localdate()

    def get_admin_display_title(self) -> str:
        """As editors see it in Wagtail's lists: with a flag when its review is overdue."""
        title = super().get_admin_display_title()
        return f"{title} (review was due {self.review_on:%-d %B %Y})" if self.review_overdue else title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **reading.page(self, request.user)}


@classify(Retention.CONTENT, T1="page document label sort_order")
class PageDownload(Orderable):
    """A document offered on a page."""

    page = ParentalKey(GuidancePage, on_delete=models.CASCADE, related_name="downloads")
    document = models.ForeignKey(GuidanceDocument, models.CASCADE, related_name="+")
    label = models.CharField(max_length=120, blank=True, help_text="Empty: the document's own title.")

    panels: ClassVar = [FieldPanel("document"), FieldPanel("label")]

    def __str__(self) -> str:
        return self.shown_as

    @property
    def shown_as(self) -> str:
        return self.label or self.document.title
