"""What the portal tells Wagtail: who may read a page or a document, and what editors find in the admin."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.signals import page_published
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from resources.guidance.enums import Audience
from resources.guidance.models import GuidanceDocument, GuidancePage, Topic
from resources.guidance.models.readers import admits
from resources.guidance.reports import ReviewReport
from resources.guidance.search import index_again


def _refuse(request: HttpRequest) -> HttpResponse:
    """Sign in first; who is signed in already may not see it, and signing in again would not help."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


@hooks.register("before_serve_page", order=-1)
def page_only_for_its_audience(
    page: Any, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """A page's own audience, and Wagtail's privacy settings of the page and those above it."""
    signed_in_only = isinstance(page, GuidancePage) and page.audience != Audience.PUBLIC
    if signed_in_only and not request.user.is_authenticated:
        return _refuse(request)
    if all(admits(restriction, request.user) for restriction in page.get_view_restrictions()):
        return None
    return _refuse(request)


@hooks.register("before_serve_document", order=-1)
def document_only_for_its_audience(document: GuidanceDocument, request: HttpRequest) -> HttpResponse | None:
    """Public documents for everyone, the others signed in; and Wagtail's privacy of their collection."""
    collections = document.collection.get_view_restrictions()
    if document.open_to(request.user) and all(admits(r, request.user) for r in collections):
        return None
    return _refuse(request)


page_published.connect(index_again, sender=GuidancePage)


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = "Topics"
    menu_order = 300
    add_to_admin_menu = True
    list_display = ("name", "slug")


register_snippet(TopicViewSet)


@hooks.register("register_admin_urls")
def review_report_addresses() -> list[URLPattern]:
    return [
        path("reports/reviews/", ReviewReport.as_view(), name="guidance_reviews"),
        path(
            "reports/reviews/results/",
            ReviewReport.as_view(results_only=True),
            name="guidance_reviews_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def review_report_menu_item() -> MenuItem:
    return MenuItem("Review dates", reverse("guidance_reviews"), name="reviews", icon_name="date", order=50)


class ReviewsDue(Component):
    """First thing on the editor's home: what is overdue for review."""

    order = 10
    template_name = "guidance/cms/reviews_due.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        due = GuidancePage.objects.review_due(timezone.localdate()).order_by("review_on", "pk")
        return {"pages": due[:10], "report": reverse("guidance_reviews")}


@hooks.register("construct_homepage_panels")
def reviews_first(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, ReviewsDue())


@hooks.register("construct_settings_menu")
def no_empty_settings(request: HttpRequest, items: list[MenuItem]) -> None:
    """Users, groups and sites are kept elsewhere (wagtail_urls.UNUSED)."""
    shut = {"users", "groups", "sites", "workflows", "workflow-tasks", "redirects"}
    items[:] = [item for item in items if item.name not in shut]


@hooks.register("construct_main_menu")
def no_images(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name != "images"]
