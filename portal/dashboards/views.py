"""The board's pages. They read figures, never concerns or cases."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.listing import ListingView, workbook_response
from portal.core.templatetags.portal import moment
from portal.dashboards import board as figures
from portal.dashboards.charts import chart_svg
from portal.dashboards.listing import SchoolFiguresFilter, SchoolFiguresTable, school_figures
from portal.dashboards.models import Snapshot
from portal.dashboards.rates import tables as rates
from portal.dashboards.suppression import SYMBOL
from portal.dashboards.workbook import sheets
from schools.links.standing import standing_of

COUNTING = "The figures are being counted for the first time. Open this page again in a few minutes."
may_see_board = permission_required("dashboards.see_board", raise_exception=True)


@require_safe
@may_see_board
def board(request: AuthenticatedRequest) -> HttpResponse:
    snapshot = Snapshot.objects.first()
    context: dict[str, Any] = {"snapshot": snapshot, "counting": COUNTING, "definitions": figures.DEFINITIONS}
    if snapshot is not None:
        context["headlines"] = figures.headlines(snapshot)
        context["tables"] = figures.tables(snapshot)
        counted = rates.years()
        context["rates"] = [rates.by_term(counted), rates.around(counted)] if counted else []
    return render(request, "dashboards/board.html", context)


@require_safe
@may_see_board
def chart(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """One table's chart, as it stands in the newest snapshot."""
    snapshot = Snapshot.objects.first()
    table = figures.table_named(snapshot, name) if snapshot else None
    if table is None:
        raise Http404
    return HttpResponse(chart_svg(table), content_type="image/svg+xml")


@require_safe
@may_see_board
def workbook(request: AuthenticatedRequest) -> HttpResponseBase:
    snapshot = Snapshot.objects.first()
    if snapshot is None:
        raise Http404
    record(
        by=request.user,
        kind=Kind.EXPORT,
        verb="board.export",
        capacity=standing_of(request.user).capacity(),
        detail={"as_at": snapshot.counted_at.isoformat()},
    )
    return workbook_response(sheets(snapshot), f"inclusion-board-{timezone.localdate():%Y-%m-%d}")


class SchoolList(PermissionRequiredMixin, ListingView):
    permission_required = "dashboards.see_board"
    raise_exception = True
    template_name = "dashboards/schools.html"
    table_class, filterset_class = SchoolFiguresTable, SchoolFiguresFilter
    title, noun = "Figures by school", "school"
    empty_text = "No school has figures that match."

    def get_queryset(self) -> Any:
        return school_figures()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = Snapshot.objects.first()
        if snapshot is None:
            kwargs["intro"] = COUNTING
        else:
            kwargs["intro"] = f"As at {moment(snapshot.counted_at)}. {SYMBOL} stands for a small number."
        return super().get_context_data(trail=[("Inclusion board", reverse("dashboards:board"))], **kwargs)

    def exported(self, kind: str) -> None:
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb="board.export_schools",
            capacity=standing_of(self.request.user).capacity(),
            detail={"format": kind},
        )
