"""Pages below /guidance/ that are not Wagtail pages, and Wagtail's own doors that stay shut."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.views import serve

from resources.guidance import reading
from resources.guidance.models import GuidancePage
from resources.guidance.search import MOST_CHARACTERS, find

PAGE_SIZE = 20


def _trail() -> list[tuple[str, str]]:
    return [("Guidance", reverse("guidance:home"))]


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The guidance home under a name of the portal's own, for the navigation."""
    return serve(request, "")


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_CHARACTERS]
    pages = GuidancePage.objects.visible_to(request.user)
    topics = list(reading.topics(pages))
    topic = next((t for t in topics if t.slug == request.GET.get("topic")), None)
    found = Paginator(find(pages, typed, topic), PAGE_SIZE).get_page(request.GET.get("page"))
    prefetch_related_objects(list(found), "downloads__document")
    context = {
        "q": typed,
        "topic": topic,
        "topics": topics,
        "found": found,
        "asked": bool(typed or topic),
        "trail": _trail(),
    }
    return render(request, "guidance/search.html", context)


@login_not_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    found = Paginator(reading.changes(GuidancePage.objects.visible_to(request.user)), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "guidance/changes.html", {"found": found, "trail": _trail()})


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own sign-in pages would let people past the second factor: the portal's is the only one."""
    return redirect("account_login")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Wagtail's own would drop the session on a GET too."""
    logout(request)
    return redirect("account_login")


def own_page(request: HttpRequest) -> HttpResponse:
    """Name, address and password are kept on the portal's pages."""
    return redirect("accounts:me")


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """A part of Wagtail that the portal does not use."""
    raise Http404
