"""The page with what to mend, and the file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from exclusions.suspensions.census.checks import MOST_NAMED, Checked, check_all
from exclusions.suspensions.census.forms import CensusForm
from exclusions.suspensions.census.periods import periods
from exclusions.suspensions.census.records import CHUNK, file_rows, sent_in
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.listing import csv_response
from schools.links.standing import standing_of
from schools.register.models import School


def _form(request: AuthenticatedRequest) -> CensusForm:
    """The form with what the address asks; a file holds what the person records for, and nothing else."""
    if not request.user.has_perm("suspensions.record_suspension"):
        raise PermissionDenied
    scope = standing_of(request.user).scope(Power.RECORD_SUSPENSIONS)
    # A school that has closed still owes its last terms.
    schools = scope.limit(School.objects.order_by("name", "pk"), "pk")
    asked = request.GET if "term" in request.GET else {"term": periods(timezone.localdate())[0].key}
    if not scope.everywhere and "school" not in asked:
        first = schools.first()
        asked = {"term": asked["term"], "school": str(first.urn) if first else ""}
    return CensusForm(asked, schools=schools, everywhere=scope.everywhere)


@require_safe
def census(request: AuthenticatedRequest) -> HttpResponse:
    """What is in the file of a term, and what to mend before it is sent."""
    form = _form(request)
    context: dict[str, Any] = {"form": form, "trail": [("Suspensions", reverse("suspensions:list"))]}
    if form.is_valid():
        rows = sent_in(form.period(), form.scope())
        checked = check_all(rows.iterator(chunk_size=CHUNK))
        _seen(request, form, checked)
        context |= {
            "checked": checked,
            "period": form.period(),
            "school": form.chosen_school(),
            "most_named": MOST_NAMED,
            "asked": request.GET.urlencode() or f"term={form.cleaned_data['term']}",
        }
    return render(request, "suspensions/census.html", context)


@require_safe
def census_file(request: AuthenticatedRequest) -> HttpResponseBase:
    """The file, streamed; a choice that cannot be leads back to the page, which says so."""
    form = _form(request)
    if not form.is_valid():
        return redirect(f"{reverse('suspensions:census')}?{request.GET.urlencode()}")
    period, school = form.period(), form.chosen_school()
    rows = sent_in(period, form.scope())
    record(
        by=request.user,
        kind=Kind.EXPORT,
        verb="suspension.census",
        about=[str(school.urn)] if school else [],
        capacity=standing_of(request.user).capacity(school.pk if school else None),
        detail={"term": period.key, "rows": rows.count()},
    )
    whose = str(school.urn) if school else "all-schools"
    return csv_response(file_rows(rows), f"census-suspensions-{period.key}-{whose}")


def _seen(request: AuthenticatedRequest, form: CensusForm, checked: Checked) -> None:
    named = {row.reference: None for finding in checked.findings for row, _ in finding.named}
    school = form.chosen_school()
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="suspension.census_check",
        about=[*([str(school.urn)] if school else []), *named],
        capacity=standing_of(request.user).capacity(school.pk if school else None),
        detail={"term": form.period().key, "rows": checked.records},
    )
