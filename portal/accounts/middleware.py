"""Ends sessions that are idle or too old, and asks for the second step (domain.md 8.6)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from portal.accounts import second_factor, session_limits
from portal.accounts.leaving import leave_for

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionLimitsMiddleware:
    """Signs a person out after the idle limit, and after the absolute limit whatever they do.

    When somebody was last here stands in a signed cookie and not in the session: no page view writes
    to the database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        why = session_limits.why_over(request) if request.user.is_authenticated else ""
        if why:
            logout(request)
            request.session_ended_because = why  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:
            session_limits.note_seen(request, response)
        elif session_limits.COOKIE in request.COOKIES:
            response.delete_cookie(session_limits.COOKIE, samesite="Lax")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead to the sign-in page and say why. Public pages are simply shown."""
        why = getattr(request, "session_ended_because", "")
        if not why or not getattr(view, "login_required", True):
            return None
        if session_limits.wants_data(request):
            return HttpResponse(status=401)
        if request.method != "GET":
            why = f"{why} What you typed into a draft is saved. Anything else, please send again."
        messages.warning(request, why)
        return leave_for(request, session_limits.sign_in_address(request))


class SecondFactorMiddleware:
    """Leads a person without a second step to its set-up, from wherever they go."""

    # Pages that a person needs to set up the second step, or to give up and leave.
    OPEN_NAMESPACES = ("core",)
    OPEN_NAMES = ("account_logout", "account_reauthenticate", "account_login", "health", "stay_signed_in")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not settings.MFA_REQUIRED or not request.user.is_authenticated or self._is_open(request):
            return None
        if not second_factor.is_missing(request.user, request.session):
            return None
        if session_limits.wants_data(request):
            return HttpResponse(status=403)
        return leave_for(request, resolve_url("mfa_index"))

    def _is_open(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        if match is None:
            return False
        name = match.url_name or ""
        return match.namespace in self.OPEN_NAMESPACES or name in self.OPEN_NAMES or name.startswith("mfa_")
