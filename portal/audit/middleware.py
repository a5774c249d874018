"""Tells the audit trail where a request came from."""

from collections.abc import Callable

import structlog
from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from portal.audit.context import Origin, origin


class AuditContextMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        # Behind a proxy the address is in a header; the sign-in adapter knows how many proxies to trust.
        ip = get_adapter().get_client_ip(request)
        token = origin.set(Origin(ip=ip or None, request_id=str(request_id)))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)
