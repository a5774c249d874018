"""What readers see on each page. Only reads; every question is asked once, however many rows there are.

Models are looked up through the registry, since the pages themselves call this module.
"""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.enums import Role
from resources.guidance.addresses import address_of
from schools.links.models import Link
from schools.links.standing import standing_of

if TYPE_CHECKING:
    from resources.guidance.models import GuidancePage, GuidanceSection
    from resources.guidance.models.readers import GuidanceQuerySet, Reader

# People who work in a school; for them a link worker is somebody to turn to.
SCHOOL_PEOPLE = frozenset((Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL, Role.SCHOOL_STAFF))
LATEST = 5


def _pages(reader: "Reader") -> "GuidanceQuerySet":
    return apps.get_model("guidance", "GuidancePage").objects.visible_to(reader)


def may_edit(reader: "Reader") -> bool:
    """Whether the person may use Wagtail's admin: by their role, and by Wagtail's own permission."""
    return reader.has_perm("guidance.edit_guidance") and reader.has_perm("wagtailadmin.access_admin")


def topics(pages: "GuidanceQuerySet") -> Any:
    """The topics of these pages: so that no topic is named that has nothing for the reader."""
    about = pages.order_by().values("topics")
    return apps.get_model("guidance", "Topic").objects.filter(pk__in=about)


def changes(pages: "GuidanceQuerySet") -> "GuidanceQuerySet":
    """Those with a note of what changed, newest first."""
    return pages.exclude(what_changed="").order_by("-changed_on", "title", "pk")


def home(reader: "Reader") -> dict[str, Any]:
    sections = apps.get_model("guidance", "GuidanceSection").objects.open_to(reader).order_by("path")
    pages = _pages(reader)
    return {"sections": sections, "topics": topics(pages), "changes": changes(pages)[:LATEST]}


def section(section: "GuidanceSection", reader: "Reader") -> dict[str, Any]:
    pages = _pages(reader).child_of(section).order_by("path")
    return {"pages": pages, "trail": trail(section), "may_edit": may_edit(reader)}


def page(page: "GuidancePage", reader: "Reader") -> dict[str, Any]:
    """A page's own facts are already loaded; here is what depends on who reads it."""
    return {
        "trail": trail(page),
        "downloads": downloads(page),
        "link_workers": link_workers(reader),
        "works_in_school": bool(_own_schools(reader)),
        "may_edit": may_edit(reader),
    }


def downloads(page: "GuidancePage") -> list[Any]:
    """The page's downloads with their documents; in a preview they are not yet rows."""
    rows = page.downloads.all()
    return list(rows.select_related("document") if isinstance(rows, QuerySet) else rows)


def trail(page: Any) -> list[tuple[str, str]]:
    """The pages above this one, as breadcrumbs."""
    return [(above.title, address_of(above)) for above in page.get_ancestors().filter(depth__gte=2)]


def _own_schools(reader: "Reader") -> frozenset[int]:
    return frozenset(school for role, school in standing_of(reader).school_roles if role in SCHOOL_PEOPLE)


def link_workers(reader: "Reader") -> list[Link]:
    """Who is lead social worker of the schools where the person works, today."""
    schools = _own_schools(reader)
    if not schools:
        return []
    leads = Link.objects.active(timezone.localdate()).filter(
        school_id__in=schools, capacity=Role.LEAD_SOCIAL_WORKER, user__is_active=True
    )
    return list(leads.select_related("user", "school").order_by("school__name", "pk"))
