"""How long a session lasts: minutes without a request, hours since sign-in (domain.md 8.6)."""

import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "portal_seen"
SIGNED_IN_AT = "signed_in_at"
# The cookie is sent again at most this often.
FRESH_SECONDS = 60


def stamp_sign_in(request: HttpRequest) -> None:
    """Note in the session when it began."""
    request.session[SIGNED_IN_AT] = int(time.time())


def why_over(request: HttpRequest) -> str:
    """A sentence for the person whose session is over its limits; empty while it is not."""
    began = request.session.get(SIGNED_IN_AT, 0)
    now = time.time()
    if now - began > settings.SESSION_ABSOLUTE_HOURS * 3600:
        hours = settings.SESSION_ABSOLUTE_HOURS
        return f"You were signed out because you signed in more than {hours} hours ago."
    seen = last_seen(request) or began
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        minutes = settings.SESSION_IDLE_MINUTES
        return f"You were signed out because you did not use the portal for {minutes} minutes."
    return ""


def last_seen(request: HttpRequest) -> int | None:
    """Seconds since the epoch from the cookie; None where it is absent, forged or of another session."""
    try:
        return int(_signer(request).unsign(request.COOKIES.get(COOKIE, "")))
    except (BadSignature, ValueError):
        return None


def note_seen(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie anew unless it is still fresh."""
    seen, now = last_seen(request), int(time.time())
    if seen is not None and now - seen < FRESH_SECONDS:
        return
    response.set_cookie(
        COOKIE,
        _signer(request).sign(str(now)),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer(request: HttpRequest) -> Signer:
    # The session's key in the salt binds the cookie to this session.
    return Signer(salt=f"portal.seen.{request.session.session_key}")


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asked, which would take a sign-in page for its answer."""
    if request.headers.get("HX-Request") == "true":
        return False
    accepts = request.headers.get("Accept", "")
    return "application/json" in accepts or "X-Requested-With" in request.headers


def sign_in_address(request: HttpRequest) -> str:
    """The sign-in page, which leads back to the page the person was on."""
    page = request.get_full_path()
    if request.method != "GET" or request.headers.get("HX-Request") == "true":
        page = _referring_page(request)
    login = resolve_url(settings.LOGIN_URL)
    return f"{login}?{urlencode({'next': page})}" if page else login


def _referring_page(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
