"""The mechanism of the access matrix: rows, the world they are tried in, and the walk over all addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import Cast

ANONYMOUS = "anonymous"
# What an allowed POST without any data may answer: the form again, done, or a plain refusal of the data.
DONE_OR_ASKED_AGAIN = (200, 204, 302, 400, 409, 422)


@dataclass(frozen=True)
class Row:
    """One address and method. `allowed` names who may; of the rest, `forbidden` get 403, all others 404.

    `public` addresses need no sign-in. `else_forbidden` turns the rest into 403: pages without a record,
    where nothing needs hiding. `status` is what the allowed get from a GET, `anonymous` what somebody gets
    who is not signed in, where that is not the same.
    """

    name: str
    allowed: list[str]
    args: str = ""
    method: str = "GET"
    forbidden: list[str] = field(default_factory=list)
    else_forbidden: bool = False
    public: bool = False
    status: int = 200
    anonymous: int | None = None
    data: dict[str, Any] = field(default_factory=dict)

    def expected(self, person: str) -> tuple[int, ...]:
        if person == ANONYMOUS and (self.anonymous or not self.public):
            return (self.anonymous or 302,)
        if person == ANONYMOUS or person in self.allowed:
            return (self.status,) if self.method == "GET" else DONE_OR_ASKED_AGAIN
        if person in self.forbidden or self.else_forbidden:
            return (403,)
        return (404,)

    def __str__(self) -> str:
        # With the record it names, where an address has a row for each of several kinds.
        return f"{self.method} {self.name} {self.args}".strip()


@dataclass
class World:
    """Records of the own school that the rows' arguments name."""

    cast: Cast
    records: dict[str, tuple[Any, ...]]

    def url(self, row: Row) -> str:
        return reverse(row.name, args=self.records[row.args] if row.args else ())


def send(client: Client, url: str, row: Row) -> HttpResponse:
    """The answer to a row's request, read to its end."""
    response = client.get(url, row.data) if row.method == "GET" else client.post(url, row.data)
    if response.streaming:
        for _ in response.streaming_content:
            pass
    return response


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every name in the resolver, with its namespaces: `concerns:detail`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"
