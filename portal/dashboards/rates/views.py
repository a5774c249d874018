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
from portal.dashboards.rates.listing import (
    SchoolMeasuresFilter,
    SchoolMeasuresTable,
    SchoolRateFilter,
    SchoolRateTable,
    school_measures,
    school_rates,
)
from portal.dashboards.rates.periods import Period
from portal.dashboards.rates.phases import EducationPhase
from portal.dashboards.rates.tables import PROVISIONAL, of_period, periods_counted, reasons_by_term, years
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
        asked = request.GET.get("phase")
        phase = EducationPhase(asked) if asked in EducationPhase.values else EducationPhase.TOTAL
        context |= {"year": year, "phase": phase, "phases": EducationPhase.choices}
        context["tables"] = of_period(year, chosen, phase)
    return render(request, "dashboards/rates.html", context)


@require_safe
@may_see_board
def reasons(request: AuthenticatedRequest) -> HttpResponse:
    """Why pupils were suspended and excluded, over the last terms."""
    counted = years()
    context = {"trail": _trail(), "provisional": PROVISIONAL, "tables": reasons_by_term(counted)}
    return render(request, "dashboards/reasons.html", context | {"year": next(iter(counted), None)})


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


class SchoolCounts(PermissionRequiredMixin, ListingView):
    """A list of schools by what was counted; `what` names it on the audit trail."""

    permission_required = "dashboards.see_board"
    raise_exception = True
    template_name = "dashboards/schools.html"
    noun = "school"
    empty_text = "No school has figures that match."
    intro = f"{PROVISIONAL} c stands for a small number, x for a school without a census."
    what = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["intro"] = self.intro
        if not RateYear.objects.exists():
            kwargs["intro"] = "The figures are being counted for the first time."
        return super().get_context_data(trail=_trail(), **kwargs)

    def exported(self, kind: str) -> None:
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb=f"board.export_{self.what}",
            capacity=standing_of(self.request.user).capacity(),
            detail={"format": kind},
        )


class SchoolRates(SchoolCounts):
    table_class, filterset_class = SchoolRateTable, SchoolRateFilter
    title, what = "Suspensions and permanent exclusions by school", "rates"
    definition = (
        "Suspensions and permanent exclusions by their first day, without those cancelled, undone by a board "
        "or recorded in error. Per 100 pupils of the January census. Against the phase: the range in which "
        "950, or 998, of 1,000 schools of that size would lie by chance, had all schools of the phase one "
        "rate. It ranks nobody. c is a hidden number, x no census."
    )

    def get_queryset(self) -> Any:
        return school_rates()


class SchoolMeasuresList(SchoolCounts):
    table_class, filterset_class = SchoolMeasuresTable, SchoolMeasuresFilter
    title, what = "Beside suspension, by school", "measures"
    intro = "Live and provisional. c stands for a small number."
    definition = (
        "Off-site directions, managed moves, part-time timetables, separations and meetings about a return "
        "that began in the academic year, without those recorded in error. Long is what lasted beyond its "
        "limit until its last day, or until today where it goes on. c is a hidden number."
    )

    def get_queryset(self) -> Any:
        return school_measures()
