"""One call from another system: who it is, whether it may, what it gets; all of it is written down."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from portal.api import services
from portal.api.endpoints import Answer, Call, Endpoint, Mistake
from portal.api.models import Token
from portal.audit.context import origin
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.audit.trail import SYSTEM


class Stop(Exception):
    """The call ends here, with a status and words for whoever looks after the system."""

    def __init__(self, status: int, code: str, words: str, **headers: str) -> None:
        super().__init__(words)
        self.status, self.code = status, code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def view_of(endpoint: Endpoint) -> Callable[..., JsonResponse]:
    """The view of an address. It takes no session: signed-in people get no more here than anybody."""

    def view(request: HttpRequest, urn: int | None = None) -> JsonResponse:
        try:
            return _no_store(JsonResponse(_answered(request, endpoint, urn).body))
        except Stop as stop:
            return _refusal(stop)

    return csrf_exempt(login_not_required(view))


def _answered(request: HttpRequest, endpoint: Endpoint, urn: int | None) -> Answer:
    if request.method not in ("GET", "HEAD"):
        raise Stop(405, "method_not_allowed", "Nothing is written through this API.", Allow="GET, HEAD")
    token = _token_of(request)
    _throttle(token)
    services.note_use(token, origin.get().ip)
    if endpoint.scope not in token.scopes:
        _note_down(token, endpoint, {"refused": endpoint.scope.value}, [])
        raise Stop(403, "scope_missing", f"This token may not read {endpoint.scope.value}.")
    given = {name: str(value) for name, value in request.GET.items() if value}
    try:
        answer = endpoint.answer(_call(request, endpoint, given, urn))
    except Mistake as mistake:
        raise Stop(400, "bad_parameter", str(mistake)) from None
    except Http404:
        raise Stop(404, "not_found", "There is no such record.") from None
    detail = {"parameters": sorted(given), "rows": len(answer.body.get("results", [answer]))}
    _note_down(token, endpoint, detail, answer.about)
    return answer


def _call(request: HttpRequest, endpoint: Endpoint, given: dict[str, str], urn: int | None) -> Call:
    known = {parameter.name: parameter for parameter in endpoint.parameters}
    for name in given:
        if name not in known:
            raise Mistake(name, f"There is no such parameter here. Known: {', '.join(known) or 'none'}.")

    def page_address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"

    values = {name: parameter.read(given.get(name)) for name, parameter in known.items()}
    return Call(values, urn, page_address)


def _token_of(request: HttpRequest) -> Token:
    kind, _, words = request.headers.get("Authorization", "").partition(" ")
    token = services.token_of(words.strip()) if kind.lower() == "bearer" and words else None
    if token is None:
        words = "Send a token that is in use: Authorization: Bearer … Your administrator makes them."
        raise Stop(401, "no_token", words, WWW_Authenticate='Bearer realm="inclusion portal"')
    return token


def _throttle(token: Token) -> None:
    now = int(timezone.now().timestamp())
    key = f"api:{token.pk}:{now // 60}"
    cache.add(key, 0, 120)
    try:
        calls = cache.incr(key)
    except ValueError:
        calls = 1  # it was dropped in between
    if calls > settings.API_CALLS_A_MINUTE:
        words = f"At most {settings.API_CALLS_A_MINUTE} calls a minute."
        raise Stop(429, "too_many_calls", words, Retry_After=str(60 - now % 60))


def _note_down(token: Token, endpoint: Endpoint, detail: dict[str, Any], about: list[str]) -> None:
    record(
        by=None,
        kind=Kind.VIEW,
        verb=f"api.{endpoint.name}",
        about=[token.reference, *about],
        capacity=f"{SYSTEM}{token.system}"[:60],
        detail=detail,
    )


def _refusal(stop: Stop) -> JsonResponse:
    body = {"error": {"code": stop.code, "message": str(stop)}}
    return _no_store(JsonResponse(body, status=stop.status, headers=stop.headers))


def _no_store(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
