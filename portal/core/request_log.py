"""The request log, without query strings: filters and searches may hold what people typed about somebody.

Nor with the secret of a link that lets somebody in (an invitation, a new password).
"""

import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

# Every signed link has so long a part in its address, and hardly a page.
SECRET = re.compile(r"[^/]{40,}")


class RequestLogMiddleware(RequestMiddleware):
    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {SECRET.sub('…', request.path)}"
