"""Pages of the shell itself: errors, cookies, accessibility, and the component gallery."""

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core import navigation
from portal.core.gallery import EXAMPLES

if TYPE_CHECKING:
    from portal.accounts.models import User


def _error(request: HttpRequest, status: int, template: str) -> HttpResponse:
    return render(request, f"errors/{template}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, "permission_denied")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404, "page_not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/server_error.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, 403, "csrf_failure")


@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "core/cookies.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")


@login_not_required
@cache_control(public=True, max_age=3600)
def brand(request: HttpRequest) -> HttpResponse:
    """The authority's colours as a stylesheet: the content policy allows no inline style."""
    return render(request, "core/brand.css", content_type="text/css; charset=utf-8")


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with example inputs. In development and tests only."""
    if not settings.COMPONENT_GALLERY:
        raise Http404
    return render(request, "core/gallery.html", {"examples": EXAMPLES})


@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """What this person sets up for everybody, each with a sentence; 403 where the menu does not lead here."""
    items = navigation.to_set_up(cast("User", request.user))  # the login middleware has asked who it is
    if not items:
        raise PermissionDenied
    return render(request, "core/set_up.html", {"items": items})
