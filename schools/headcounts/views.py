"""Headcounts of one's schools, and one school's numbers by year group and characteristic."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.listing import ListingView, csv_response, workbook_response
from schools.headcounts import page
from schools.headcounts.census_day import last_census_day
from schools.headcounts.listing import HeadcountFilter, HeadcountTable, with_headcounts
from schools.headcounts.services import headcounts
from schools.links.standing import standing_of
from schools.register.models import School


class Headcounts(ListingView):
    """The schools whose pupils one may find or keeps, with the numbers of the last January census."""

    table_class, filterset_class = HeadcountTable, HeadcountFilter
    title, noun = "Headcounts", "school"
    template_name = "headcounts/list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("headcounts.see_headcounts"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> "QuerySet[School]":
        standing, rows = standing_of(self.request.user), School.objects.live()
        scopes = [standing.scope(power) for power in (Power.FIND_PUPIL, Power.MANAGE_PUPILS)]
        if not any(scope.everywhere for scope in scopes):
            rows = rows.filter(pk__in=frozenset().union(*(scope.school_ids for scope in scopes)))
        return with_headcounts(rows.order_by("name", "pk"), last_census_day(timezone.localdate()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            on=last_census_day(timezone.localdate()),
            may_count=self.request.user.has_perm("headcounts.take_census"),
        )


@require_safe
def school(request: AuthenticatedRequest, urn: int) -> HttpResponseBase:
    """One school: out of reach 403, since the school itself is no secret."""
    found = get_object_or_404(School, urn=urn)
    if not request.user.has_perm("headcounts.see_headcounts", found):
        raise PermissionDenied
    days = page.days_of(found)
    on = _day(request.GET.get("census", "")) or (days[0] if days else last_census_day(timezone.localdate()))
    censuses = page.censuses(found, on)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="headcounts.view",
        about=[str(found.urn)],
        capacity=standing_of(request.user).capacity(found.pk),
    )
    if export := request.GET.get("export"):
        return _export(request, found, on, export)
    context = {
        "school": found,
        "days": days,
        "on": on,
        "censuses": censuses,
        "used": headcounts([found.pk], on).get(found.pk),
        "difference": page.difference(found, on),
        "trail": [("Schools", reverse("register:directory")), (found.name, found.get_absolute_url())],
    }
    return render(request, "headcounts/school.html", context)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _export(request: AuthenticatedRequest, school: School, on: date, kind: str) -> HttpResponseBase:
    """The numbers of a day as a file; a kind of file that there is not is no page."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    rows = page.rows_of(school, on)
    record(
        by=request.user,
        kind=Kind.EXPORT,
        verb="headcounts.export",
        about=[str(school.urn)],
        detail={"format": kind, "rows": len(rows) - 1},
    )
    name = f"headcounts-{school.urn}-{on}"
    if kind == "csv":
        return csv_response(rows, name)
    return workbook_response([("Headcounts", rows)], name)


@require_POST
@permission_required("headcounts.take_census", raise_exception=True)
def take(request: AuthenticatedRequest) -> HttpResponse:
    """Have the last census counted anew: rolls and facts may have been put right since."""
    from schools.headcounts.tasks import count_again  # noqa: PLC0415 -- task leaf

    count_again.delay(request.user.pk)
    messages.success(request, "The portal is counting. Look again in a minute.")
    return redirect("headcounts:list")
