"""Reports for editors, inside Wagtail's admin."""

from typing import Any, ClassVar

from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from portal.core.templatetags.portal import plain_date
from resources.guidance.models import GuidancePage
from resources.guidance.models.readers import GuidanceQuerySet


class ReviewReport(ReportView):
    """Every published page by the day its review is due, the most overdue first."""

    model = GuidancePage
    page_title = "Review dates"
    header_icon = "date"
    index_url_name = "guidance_reviews"
    index_results_url_name = "guidance_reviews_results"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    any_permission_required: ClassVar = ["add", "change", "publish"]
    list_export: ClassVar = ["title", "kept_by", "reviewed_on", "review_on"]
    export_headings: ClassVar = {
        "title": "Page",
        "kept_by": "Kept by",
        "reviewed_on": "Last reviewed",
        "review_on": "Review due",
    }
    columns: ClassVar = [
        TitleColumn(
            "get_admin_display_title",
            label="Page",
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("kept_by", label="Kept by"),
        Column("reviewed_on", label="Last reviewed", accessor=lambda page: plain_date(page.reviewed_on)),
        Column("review_on", label="Review due", accessor=lambda page: plain_date(page.review_on)),
    ]

    def get_queryset(self) -> GuidanceQuerySet:
        return GuidancePage.objects.live().order_by("review_on", "pk")

    def get_base_queryset(self) -> Any:
        return self.get_queryset()
