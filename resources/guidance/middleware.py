"""Wagtail's admin: only for editors, and under a content policy of its own."""

from collections.abc import Callable

from csp.constants import HEADER
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from resources.guidance.reading import may_edit


class CmsMiddleware:
    """Below /cms/ and nowhere else (docs/decisions/0005).

    A signed-in person who is no editor gets 403. Wagtail alone would send them to the sign-in page,
    which would send them back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        if request.user.is_authenticated and not may_edit(request.user):
            raise PermissionDenied
        response = self.get_response(request)
        # A preview is a page of the portal, and brings the portal's policy with it.
        response.headers.pop(HEADER, None)
        response._csp_replace = settings.CMS_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response
