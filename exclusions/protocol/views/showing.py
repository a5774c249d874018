"""The list of cases, and the parts of a case's page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exclusions.protocol import dues, page, voices, workplaces
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.listing import CaseFilter, CaseTable, due_first
from exclusions.protocol.models import Case, CaseQuerySet
from exclusions.protocol.origin import stages_as_told
from exclusions.protocol.tabs import tabs_for
from portal.accounts.http import AuthenticatedRequest
from portal.audit.listing import RecordListing
from portal.core.subjects import panels_for
from schools.links.standing import standing_of
from schools.pupils.models import Pupil


class CaseList(RecordListing):
    table_class, filterset_class = CaseTable, CaseFilter
    title, noun, audit_noun = "Cases", "case", "case"
    template_name = "protocol/list.html"
    empty_text = "No case matches these filters. A case opens when a concern is triaged."
    empty_next_text = "See every open case"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("protocol.see_cases"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_see = self.request.user.has_perm("protocol.see_commitments")
        return super().get_context_data(**kwargs, may_see_commitments=may_see)

    def get_queryset(self) -> CaseQuerySet:
        return due_first(Case.objects.visible_to(self.request.user).for_list())

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


@require_safe
def case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Where a case is, what is due in it, what was recorded, what the child says."""
    shown = CasePage.open(request, reference)
    case = shown.case
    origin, records = stages_as_told(request.user, case)
    shown.seen("now")
    context = shown.shell("now") | page.concerns_part(case, request.user)
    context |= {
        "origin": origin,
        "lines": page.stage_lines(case, records),
        "recorded": page.recorded(case, records),
        "voice": voices.newest(request.user, case, records),
        "work": workplaces.work_on(request.user, case),
        "due_words": page.due_words(case),
        "dues": page.due_lines(case, dues.dues_of(Case.objects.filter(pk=case.pk))) if case.is_open else [],
        "is_overdue": bool(case.due_on and case.due_on < shown.today),
        "may_open_pupil": Pupil.objects.openable_by(request.user).filter(pk=case.pupil.child_id).exists(),
        "may_work": case.is_open and shown.may_work,
        "panels": panels_for(request, "case_now", case),
    }
    return render(request, "protocol/case.html", context)


@require_safe
def part(request: AuthenticatedRequest, reference: str, name: str) -> HttpResponse:
    """A part of the page, filled by the panels of the room that has added its tab."""
    shown = CasePage.open(request, reference)
    if name not in {tab.name for tab in tabs_for(request.user, shown.case) if not tab.url_name}:
        raise Http404
    panels = panels_for(request, f"case_{name}", shown.case)
    shown.seen(name)
    return render(request, "protocol/part.html", {**shown.shell(name), "panels": panels})
