"""Coverage of schools, load of workers, and work that nobody owns."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linkworkers.allocation.coverage import (
    STATES,
    count_by_state,
    schools_of,
    with_load,
    with_people,
    with_state,
    workers_of,
)
from linkworkers.allocation.listing import CoverageFilter, CoverageTable, LoadFilter, LoadTable
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.charts import bar_chart
from portal.core.listing import ListingView
from schools.links.carrying import successions_to_carry
from schools.links.standing import standing_of
from schools.links.work import Held, in_words, work_without_owner
from schools.register.models import School

sees_coverage = permission_required("allocation.see_coverage", raise_exception=True)
# As many rows of work without an owner stand on the page; the rest follow once these are given away.
MOST_WITHOUT_OWNER = 10


class _Listing(PermissionRequiredMixin, ListingView):
    """For heads of service and administrators; what is taken out of the portal is written down."""

    permission_required = "allocation.see_coverage"
    raise_exception = True
    verb = ""
    request: HttpRequest

    def exported(self, kind: str) -> None:
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb=f"{self.verb}.export",
            capacity=standing_of(self.request.user).capacity(),
            detail={"format": kind, "filters": sorted(self.request.GET.keys() - {"export"})},
        )


class Coverage(_Listing):
    template_name = "allocation/coverage.html"
    table_class, filterset_class = CoverageTable, CoverageFilter
    title, noun, verb = "Coverage", "school", "coverage"
    saved_as = "Coverage"
    empty_text = "No school matches these filters."

    def get_queryset(self) -> QuerySet[School]:
        rows = with_people(with_state(schools_of(self.request.user)))
        return rows.select_related("trust").order_by("name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not getattr(self.request, "htmx", False):
            counts = count_by_state(schools_of(self.request.user))
            kwargs["states"] = [(code, label, counts[code]) for code, label in STATES.items()]
            if self.request.user.has_perm("links.manage_links"):
                kwargs["to_carry"] = successions_to_carry()[:MOST_WITHOUT_OWNER]
            kwargs["without_owner"] = _without_owner(self.request.user)
        return super().get_context_data(**kwargs)


@require_safe
@sees_coverage
def chart(request: AuthenticatedRequest) -> HttpResponse:
    """Schools by the state of the lead's link: the picture of the table beside it."""
    counts = count_by_state(schools_of(request.user))
    rows = tuple((label, counts[code]) for code, label in STATES.items())
    return HttpResponse(bar_chart(rows, "Schools"), content_type="image/svg+xml")


class Load(_Listing):
    template_name = "allocation/load.html"
    table_class, filterset_class = LoadTable, LoadFilter
    title, noun, verb = "Workers", "worker", "load"
    empty_text = "Nobody matches these filters."

    def get_queryset(self) -> QuerySet[User]:
        return with_load(workers_of(self.request.user)).order_by("name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = [("Coverage", reverse("allocation:coverage"))]
        return super().get_context_data(trail=trail, **kwargs)


def _without_owner(user: User | AnonymousUser) -> list[dict[str, Any]]:
    """Open work of people who may no longer do it: who, where, how much, and where it is given away."""
    scope = standing_of(user).scope(Power.ALLOCATE)
    held = _by_person_and_school(work_without_owner(None if scope.everywhere else scope.school_ids))
    first = sorted(held)[:MOST_WITHOUT_OWNER]
    people = User.objects.in_bulk([person for person, _ in first])
    schools = School.objects.in_bulk([school for _, school in first])
    return [
        {"person": people[person], "school": schools[school], "words": in_words(held[person, school])}
        for person, school in first
    ]


def _by_person_and_school(held: Iterable[Held]) -> dict[tuple[int, int], list[Held]]:
    found: dict[tuple[int, int], list[Held]] = {}
    for some in held:
        found.setdefault((some.user_id, some.school_id), []).append(some)
    return found
