"""The list of cases, and the parts of a case's page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exclusions.protocol import dues, page, voices, workplaces
from exclusions.protocol.acts import acts_for
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.listing import CaseFilter, CaseTable, due_first
from exclusions.protocol.models import Case, CaseMove, CaseQuerySet
from exclusions.protocol.origin import stages_as_told
from exclusions.protocol.tabs import tabs_for
from exclusions.protocol.work.board import columns
from exclusions.protocol.work.views import ways
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.listing import RecordListing
from portal.core.subjects import panels_for
from schools.links.standing import standing_of
from schools.pupils.models import Pupil

BOARD = "board"
NARROWING = ("stage", "overdue", "lead", "led_by", "school")


class CaseList(RecordListing):
    table_class, filterset_class = CaseTable, CaseFilter
    title, noun, audit_noun = "Cases", "case", "case"
    saved_as = "Cases"
    template_name = "protocol/list.html"
    empty_text = "No case matches these filters. A case opens when a concern is triaged."
    empty_next_text = "See every open case"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("protocol.see_cases"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def page(self) -> HttpResponse:
        return self._board() if self.request.GET.get("view") == BOARD else super().page()

    def _board(self) -> HttpResponse:
        """The same rows by stage: of open cases those due first."""
        chosen = columns(self.object_list, self.request.GET.get("column", ""))
        cards = [card.case for column in chosen for card in column.cards]
        self.seen(cards)
        context = {
            "filter": self.filterset,
            "columns": chosen,
            "total": sum(column.count for column in chosen),
            "narrowed": any(self.request.GET.get(name) for name in NARROWING),
            "ways": ways(BOARD, self.request.GET),
        }
        return render(self.request, "protocol/board.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.request.user.has_perm
        return super().get_context_data(
            **kwargs,
            ways=ways("list", self.request.GET),
            offered=list(CaseMove.objects.asked().for_answer_by(self.request.user)[:5]),
            may_see_commitments=may("protocol.see_commitments"),
            may_see_late=may("protocol.see_late_cases"),
            may_edit=may("protocol.edit_protocol"),
        )

    def get_queryset(self) -> CaseQuerySet:
        return Case.objects.visible_to(self.request.user)

    def dressed(self, rows: CaseQuerySet) -> CaseQuerySet:
        return due_first(rows.for_list())

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


class LateCases(CaseList):
    """The inclusion board's list: cases whose stage has been late for days. The board sees counts only."""

    title, saved_as = "Cases that are late", ""
    template_name = "protocol/late.html"
    empty_text = "No case has been late for so long."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("protocol.see_late_cases"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, trail=[("Cases", reverse("protocol:list"))])

    def get_queryset(self) -> CaseQuerySet:
        scope = standing_of(self.request.user).scope(Power.SEE_LATE_CASES)
        return super().get_queryset() & scope.limit(Case.objects.listed())


@require_safe
def case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Where a case is, what is due in it, what was recorded, what the child says."""
    shown = CasePage.open(request, reference, "protocol.see_summary")
    case = shown.case
    if not request.user.has_perm("protocol.see_case", case):
        return _summary(request, shown)
    origin, records = stages_as_told(request.user, case)
    shown.seen("now")
    context = shown.shell("now") | page.concerns_part(case, request.user)
    context |= {
        "origin": origin,
        "lines": page.stage_lines(case, records),
        "recorded": page.recorded(case, records),
        "voice": voices.newest(request.user, case, records),
        "work": workplaces.work_on(request.user, case),
        **_due(shown),
        "pause": case.pauses.filter(ended_on=None).select_related("started_by").first(),
        "linked": page.linked(case, request.user),
        "move": case.moves.asked().select_related("from_school", "to_school").first(),
        "acts": acts_for(case) if shown.may_work else [],
        "may_act": shown.may_work,
        "may_correct": shown.may_work,
        "may_open_pupil": Pupil.objects.openable_by(request.user).filter(pk=case.pupil.child_id).exists(),
        "may_work": case.is_open and shown.may_work,
        "panels": panels_for(request, "case_now", case),
    }
    return render(request, "protocol/case.html", context)


def _due(shown: CasePage) -> dict[str, Any]:
    case = shown.case
    owed = dues.dues_of(Case.objects.filter(pk=case.pk))
    return {
        "due_words": page.due_words(case),
        "dues": page.due_lines(case, owed),
        # People of the team from elsewhere read what is due, not the pages of it.
        "may_open": case.school_id in standing_of(shown.user).scope(Power.SEE_CASES),
        "is_overdue": bool(case.due_on and case.due_on < shown.today and not case.is_paused),
    }


def _summary(request: AuthenticatedRequest, shown: CasePage) -> HttpResponse:
    """Where a case is, for people of its team who see no more of it."""
    shown.seen("summary")
    team = page.team(shown.case, shown.may_work)
    return render(request, "protocol/summary.html", shown.shell() | _due(shown) | team)


@require_safe
def part(request: AuthenticatedRequest, reference: str, name: str) -> HttpResponse:
    """A part of the page, filled by the panels of the room that has added its tab."""
    shown = CasePage.open(request, reference)
    if name not in {tab.name for tab in tabs_for(request.user, shown.case) if not tab.url_name}:
        raise Http404
    panels = panels_for(request, f"case_{name}", shown.case)
    shown.seen(name)
    return render(request, "protocol/part.html", {**shown.shell(name), "panels": panels})
