"""Learning from cases: counts for the board; for who answers for cases of a school also which they are."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from exclusions.outcomes.models import Debrief, Theme
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.dashboards.board import FigureTable
from portal.dashboards.learning.counting import Chosen, Counted, newest_debriefs, of_board
from portal.dashboards.models import Snapshot
from portal.dashboards.views import COUNTING, may_see_board
from schools.links.standing import standing_of


@require_safe
@may_see_board
def learning(request: AuthenticatedRequest) -> HttpResponse:
    """What became of cases in which exclusion was considered, and what debriefs say, by school and theme."""
    snapshot = Snapshot.objects.first()
    is_counted = snapshot is not None and "learning" in snapshot.figures
    context: dict[str, Any] = {
        "tables": of_board(snapshot) if snapshot and is_counted else [],
        "snapshot": snapshot,
        "counting": COUNTING,
        "trail": [("Inclusion board", reverse("dashboards:board"))],
        "may_set_themes": request.user.has_perm("outcomes.set_themes"),
    }
    scope = standing_of(request.user).scope(Power.SEE_LATE_CASES)
    if scope:
        context |= _own(request, scope.limit(Case.objects.all()))
    return render(request, "dashboards/learning.html", context)


def _own(request: AuthenticatedRequest, cases: Any) -> dict[str, Any]:
    """The exact counts of the schools this person answers for, and the debriefs there."""
    debriefs = newest_debriefs(cases)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="board.learning",
        about=[row.case.reference for row in debriefs],
        capacity=standing_of(request.user).capacity(),
    )
    return {
        "own_tables": [
            _named_apart(table)
            for table in (Counted.of(cases).table(), Chosen.of(debriefs).table(for_board=False))
        ],
        "debriefs": _in_words(debriefs),
    }


def _named_apart(table: FigureTable) -> FigureTable:
    """Two tables of one page are not called alike."""
    title = f"The schools you answer for: {table.title[0].lower()}{table.title[1:]}"
    return replace(table, name=f"own-{table.name}", title=title)


def _in_words(debriefs: list[Debrief]) -> list[tuple[Debrief, list[str]]]:
    labels = dict(Theme.objects.values_list("code", "label"))
    return [(row, [labels.get(code, code) for code in row.themes]) for row in debriefs]
