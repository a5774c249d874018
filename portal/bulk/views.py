"""Handing files in, looking at what they would change, importing, undoing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk import progress, services
from portal.bulk.enums import STATE_COLOURS, Fate, State
from portal.bulk.forms import start_form
from portal.bulk.importer import Importer, importer_of, importers_for
from portal.bulk.models import Import
from portal.bulk.options import OptionsForm
from portal.bulk.template_files import template_rows
from portal.core.errors import Refused
from portal.core.listing import csv_response, workbook_response
from portal.core.once import AlreadySubmitted, once

ROWS_A_PAGE = 50
MOST_LISTED = 50


def _importer(request: AuthenticatedRequest, kind: str) -> type[Importer]:
    found = importer_of(kind)
    if found is None:
        raise Http404
    if not request.user.has_perm(found.permission):
        raise PermissionDenied
    return found


def _own(request: AuthenticatedRequest, reference: str) -> Import:
    """An import of this person, who may still import such files."""
    item = get_object_or_404(Import.objects.visible_to(request.user), reference=reference)
    found = importer_of(item.kind)
    if found is None or not request.user.has_perm(found.permission):
        raise PermissionDenied
    return item


def _trail() -> list[tuple[str, str]]:
    return [("Imports", reverse("bulk:list"))]


@require_GET
def imports(request: AuthenticatedRequest) -> HttpResponse:
    """What I may import, and what I have."""
    kinds = importers_for(request.user)
    if not kinds:
        raise PermissionDenied
    titles = {importer.kind: importer.title for importer in kinds}
    visible = Import.objects.visible_to(request.user).filter(kind__in=titles)
    mine = visible.select_related("owner")[:MOST_LISTED]
    rows = [(item, titles[item.kind], STATE_COLOURS[State(item.state)]) for item in mine]
    return render(request, "bulk/list.html", {"kinds": kinds, "rows": rows})


@require_http_methods(["GET", "POST"])
def start(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Choose the file; what it needs to hold is said beside."""
    importer = _importer(request, kind)
    if request.method == "POST":
        form = start_form(importer, request.user, request.POST, request.FILES)
        if form.is_valid():
            leads_to = _started(request, importer, form)
            if leads_to:
                return redirect(leads_to)
    else:
        form = start_form(importer, request.user, initial=request.GET.dict())
    context = {"importer": importer, "form": form, "trail": _trail()}
    return render(request, "bulk/start.html", context)


def _started(request: AuthenticatedRequest, importer: type[Importer], form: OptionsForm) -> str:
    try:
        with once(request) as submission:
            item = services.start_import(
                kind=importer.kind,
                upload=form.cleaned_data["file"],
                options=form.options(),
                by=request.user,
            )
            submission.leads_to = item.get_absolute_url()
    except AlreadySubmitted as done:
        return done.leads_to
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return ""
    return submission.leads_to


@require_GET
def template(request: AuthenticatedRequest, kind: str, ending: str) -> HttpResponseBase:
    """The empty file to fill in."""
    importer = _importer(request, kind)
    rows = template_rows(importer)
    if ending == "csv":
        return csv_response(rows, importer.kind)
    return workbook_response([(importer.title, rows)], importer.kind)


@require_GET
def show(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One import: how far it is, what it would change, or what it did."""
    item = _own(request, reference)
    importer = importer_of(item.kind)
    context: dict[str, Any] = {
        "item": item,
        "importer": importer,
        "colour": STATE_COLOURS[State(item.state)],
        "trail": _trail(),
    }
    if item.is_at_work:
        fragment = getattr(request, "htmx", False)
        page = "bulk/_working.html" if fragment else "bulk/import.html"
        return render(request, page, {**context, "done": progress.of(item)})
    if getattr(request, "htmx", False):
        # The work has ended while the page asked: show the page of what came of it.
        return HttpResponse(headers={"HX-Redirect": item.get_absolute_url()})
    return render(request, "bulk/import.html", {**context, **_rows(request, item)})


def _rows(request: AuthenticatedRequest, item: Import) -> dict[str, Any]:
    """A page of the rows with the fate asked for; shown rows are written down."""
    counts = {fate: getattr(item, fate.value) for fate in (Fate.REJECTED, Fate.NEW, Fate.CHANGED)}
    asked = request.GET.get("rows", "")
    first = next((fate for fate, count in counts.items() if count), Fate.NEW)
    fate = Fate(asked) if asked in counts else first
    page = Paginator(item.rows.filter(fate=fate), ROWS_A_PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        record(by=request.user, kind=Kind.VIEW, verb="import.view", about=[item.reference])
    return {
        "tabs": [(code, count) for code, count in counts.items() if count],
        "fate": fate,
        "page": page,
        "why_not_undo": services.why_not_undo(item) if item.state == State.APPLIED else "",
    }


@require_GET
def rejected(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """The rejected rows as a file: row, column, reason."""
    item = _own(request, reference)
    record(by=request.user, kind=Kind.EXPORT, verb="import.export", about=[item.reference])
    lines: list[list[Any]] = [["Row", "Column", "Reason"]]
    for row in item.rows.filter(fate=Fate.REJECTED):
        lines += [[row.number, column, reason] for column, reason, _ in row.problems]
    return csv_response(lines, f"rejected-{item.reference}")


@require_POST
def apply(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    item = _own(request, reference)
    return _done(request, item, services.apply_import, leave_out="leave_out" in request.POST)


@require_POST
def undo(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    return _done(request, _own(request, reference), services.undo_import)


@require_POST
def discard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    return _done(request, _own(request, reference), services.discard_import, then="bulk:list")


def _done(
    request: AuthenticatedRequest, item: Import, service: Any, *, then: str = "", **more: Any
) -> HttpResponse:
    try:
        service(item=item, by=request.user, **more)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(item)
    return redirect(then or item)
