"""Pages of the work lists, and reminding people from them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from exclusions.protocol.models import Case
from exclusions.protocol.work.counts import GROUPINGS, CountFilter, CountTable, Grouping, counted
from exclusions.protocol.work.listing import WorkFilter, WorkTable
from exclusions.protocol.work.reminding import plan_reminding, remind
from exclusions.protocol.work.rows import WorkRow, WorkRows
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.listing import RecordListing
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of

# As many as a page of the list shows.
MOST_CHOSEN = 100


def ways(current: str, query: QueryDict | None = None) -> list[tuple[str, str, bool]]:
    """The ways to look at cases: label, address, whether it is this one. Filters go along where they fit."""
    listed = reverse("protocol:list")
    kept = query.copy() if query is not None else QueryDict(mutable=True)
    for name in ("view", "column", "page", "sort", "export"):
        kept.pop(name, None)
    as_list, as_board = kept.urlencode(), kept.copy()
    as_board["view"] = "board"
    return [
        ("List", f"{listed}?{as_list}" if as_list else listed, current == "list"),
        ("Board", f"{listed}?{as_board.urlencode()}", current == "board"),
        ("Work to do", reverse("protocol:work"), current == "work"),
        *(
            (one.label, reverse("protocol:counts", args=[name]), current == name)
            for name, one in GROUPINGS.items()
        ),
    ]


class _CaseReaders(RecordListing):
    """Lists of those who may see cases."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("protocol.see_cases"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


class WorkList(_CaseReaders):
    filterset_class = WorkFilter
    title, noun, nouns, audit_noun = "Work to do", "thing to do", "things to do", "work"
    template_name = "protocol/work.html"
    definition = (
        "What is owed in cases: stages, actions, meetings to hold and minute, promises, checks and debriefs "
        "after an outcome; by its day."
    )
    empty_text = "Nothing here is to be done."
    empty_next_text = "See what everybody at your schools has to do"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.remindable = standing_of(request.user).scope(Power.WORK_CASES)
        self.table_class = partial(WorkTable, remindable=self.remindable)  # type: ignore[assignment]

    def get_queryset(self) -> WorkRows:
        return WorkRows(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        everything = f"{self.request.path}?whose="
        return context | {
            "ways": ways("work"),
            "may_remind": bool(self.remindable),
            "empty_next_url": "" if self.request.get_full_path() == everything else everything,
        }


class Counts(_CaseReaders):
    """Open cases counted by what they have in common."""

    filterset_class = CountFilter
    title, audit_noun = "Cases", "case_count"
    template_name = "protocol/counts.html"
    definition = "Open cases of No Need to Exclude by what they have in common, as of this moment."
    empty_text = "No case is open."
    empty_next_text = "See closed cases too"
    by: Grouping

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        by = GROUPINGS.get(kwargs["name"])
        if by is None:
            raise Http404
        self.by, self.noun = by, by.noun
        self.title = f"Cases {by.label.lower()}"
        self.table_class = partial(CountTable, by=by)  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet[Any, Any]:
        return counted(Case.objects.visible_to(self.request.user), self.by)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"ways": ways(self.kwargs["name"]), "empty_next_url": f"{reverse('protocol:list')}?state="}
        return super().get_context_data(**kwargs) | more

    def seen(self, records: Any) -> None:
        """Counts are no child's record."""


@require_POST
def remind_people(request: AuthenticatedRequest) -> HttpResponse:
    """Whom a reminder of the chosen rows would reach; with `send` it is sent."""
    if not request.user.has_perm("protocol.work_case"):
        raise PermissionDenied
    ids = request.POST.getlist("row")
    if not ids:
        messages.warning(request, "Choose at least one row of the list, then say that you want to remind.")
        return redirect("protocol:work")
    if len(ids) > MOST_CHOSEN:
        messages.warning(request, f"Choose at most {MOST_CHOSEN} rows at a time. Nobody has been reminded.")
        return redirect("protocol:work")
    rows = _remindable(request, ids)
    if "send" in request.POST:
        return _send(request, rows)
    context = {
        "plan": plan_reminding(rows, request.user),
        "rows": rows,
        "gone": len(set(ids)) - len(rows),
        "trail": [("Cases", reverse("protocol:list")), ("Work to do", reverse("protocol:work"))],
    }
    return render(request, "protocol/remind.html", context)


def _remindable(request: AuthenticatedRequest, ids: list[str]) -> list[WorkRow]:
    """Those of the rows that are still owed, in cases that this person works."""
    scope = standing_of(request.user).scope(Power.WORK_CASES)
    return [row for row in WorkRows(request.user).chosen(ids) if row.school_id in scope]


def _send(request: AuthenticatedRequest, rows: list[WorkRow]) -> HttpResponse:
    try:
        with once(request) as submission:
            submission.leads_to = reverse("protocol:work")
            notices = remind(rows, by=request.user)
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    if notices:
        people = "1 person is" if len(notices) == 1 else f"{len(notices)} people are"
        messages.success(request, f"{people} reminded.")
    else:
        messages.warning(request, "Nobody was reminded: all of it is done or was reminded of today.")
    return redirect("protocol:work")
