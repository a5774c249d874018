"""Rates of a term or year, school by school, and the published files."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.listing import ListingView, csv_response
from portal.dashboards.models import RateYear
from portal.dashboards.rates import published
from portal.dashboards.rates.listing import SchoolRateFilter, SchoolRateTable, school_rates
from portal.dashboards.rates.periods import Period
from portal.dashboards.rates.tables import PROVISIONAL, of_period, periods_counted, years
from schools.links.standing import standing_of

may_see_board = permission_required("dashboards.see_board", raise_exception=True)
META = ".meta"


def _trail() -> list[tuple[str, str]]:
    return [("Inclusion board", reverse("dashboards:board"))]


@require_safe
@may_see_board
def rates(request: AuthenticatedRequest) -> HttpResponse:
    """One term or year by phase and characteristic."""
    counted = years()
    periods = periods_counted(counted)
    chosen = next((p for p in periods if p.code == request.GET.get("period")), next(iter(periods), None))
    context: dict[str, Any] = {
        "trail": _trail(),
        "periods": periods,
        "period": chosen,
        "provisional": PROVISIONAL,
        "files": published.FILES.values(),
    }
    if chosen is not None:
        year = next(each for each in counted if each.year == chosen.year)
        context |= {"year": year, "tables": of_period(year, chosen)}
    return render(request, "dashboards/rates.html", context)


@require_safe
@may_see_board
def published_file(request: AuthenticatedRequest, name: str) -> HttpResponseBase:
    """One of the published files, or what its columns mean: of the period the address names, or of all."""
    file = published.FILES.get(name.removesuffix(META))
    if file is None:
        raise Http404
    periods = _asked(request, periods_counted(years()))
    record(
        by=request.user,
        kind=Kind.EXPORT,
        verb="board.export_published",
        capacity=standing_of(request.user).capacity(),
        detail={"file": name, "periods": [period.code for period in periods]},
    )
    if name.endswith(META):
        return csv_response(file.meta(), name)
    by_key = {(period.year, period.key): period for period in periods}
    return csv_response(file.rows(published.rates_of(file, periods), by_key), name)


def _asked(request: AuthenticatedRequest, periods: list[Period]) -> list[Period]:
    asked = request.GET.get("period")
    found = [period for period in periods if asked in (None, "", period.code)]
    if asked and not found:
        raise Http404
    return found


class SchoolRates(PermissionRequiredMixin, ListingView):
    permission_required = "dashboards.see_board"
    raise_exception = True
    template_name = "dashboards/schools.html"
    table_class, filterset_class = SchoolRateTable, SchoolRateFilter
    title, noun = "Suspensions and permanent exclusions by school", "school"
    empty_text = "No school has figures that match."
    definition = (
        "Suspensions and permanent exclusions by their first day, without those cancelled, undone by a board "
        "or recorded in error. Per 100 pupils of the January census. c is a hidden number, x no census."
    )

    def get_queryset(self) -> Any:
        return school_rates()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["intro"] = f"{PROVISIONAL} c stands for a small number, x for a school without a census."
        if not RateYear.objects.exists():
            kwargs["intro"] = "The figures are being counted for the first time."
        return super().get_context_data(trail=_trail(), **kwargs)

    def exported(self, kind: str) -> None:
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb="board.export_rates",
            capacity=standing_of(self.request.user).capacity(),
            detail={"format": kind},
        )
