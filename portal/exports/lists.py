"""Running a list as a person, in a request or in the worker, up to the point where it exports.

A list is known by its path alone: the address says which view it is and of which record, and the view itself
says who may see it and which rows. So the worker asks exactly what the page asks, and nothing is pickled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.exports.enums import Format

SORT = "sort"
Job = Callable[[ListingView], None]


@dataclass(frozen=True)
class Asked:
    """A list with its filters, and the format its file is to have."""

    path: str
    query: str
    format: Format

    @property
    def filters(self) -> list[str]:
        """Names of the filters that are set; what was typed into them may name a child."""
        return sorted(name for name, value in QueryDict(self.query).items() if value)


def asked_of(view: ListingView, kind: str) -> Asked:
    """What a page was asked for: filters that it has, in the same words whatever their order."""
    query = QueryDict(mutable=True)
    for name, values in sorted(view.request.GET.lists()):
        if any(values) and (name in view.filterset.form.fields or name == SORT):
            query.setlist(name, values)
    return Asked(view.request.path, query.urlencode(), Format(kind))


def run(asked: Asked, by: User, job: Job) -> None:
    """Do `job` with the list as this person would get it.

    Raises PermissionDenied and Http404 as the page would, Refused where the path leads to no list.
    """
    match = _list_at(asked.path)
    if match is None:
        raise Refused("This list is no longer there.")
    request = _request(asked, by, match)
    request._export_job = job  # type: ignore[attr-defined]
    match.func(request, *match.args, **match.kwargs)


def job_of(view: ListingView) -> Job | None:
    """What `run` wants done with the list."""
    return getattr(view.request, "_export_job", None)


def do(job: Job, view: ListingView) -> HttpResponseBase:
    job(view)
    return HttpResponse(status=204)


def count_rows(view: ListingView) -> int:
    rows = view.object_list
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def name_of(path: str) -> str:
    """The list's name in the audit trail: `concerns:list`."""
    match = _list_at(path)
    return match.view_name if match else ""


def _list_at(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    view = getattr(match.func, "view_class", None)
    is_list = isinstance(view, type) and issubclass(view, ListingView) and view.exports
    return match if is_list else None


def _request(asked: Asked, by: User, match: ResolverMatch) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = asked.path
    query = QueryDict(asked.query, mutable=True)
    query["export"] = asked.format.value
    request.GET = query  # type: ignore[assignment]
    request.META = {"SERVER_NAME": urlsplit(settings.SITE_URL).hostname, "SERVER_PORT": "443"}
    request.user = by
    request.resolver_match = match
    return request
