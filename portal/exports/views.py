"""Large exports: asking for them, one's own files, fetching and deleting them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.bulk import progress
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.core.once import AlreadySubmitted, once
from portal.exports import lists, services
from portal.exports.enums import Format, State
from portal.exports.models import Export
from portal.files.services import serve_file

MOST_LISTED = 50


def take_large(view: ListingView, kind: str) -> HttpResponseBase | None:
    """Answers for a list whose file is too large to be made while somebody waits; None for the others."""
    job = lists.job_of(view)
    if job is not None:
        return lists.do(job, view)
    rows = lists.count_rows(view)
    if rows <= settings.EXPORT_ROWS_AT_ONCE:
        return None
    context = {
        "asked": lists.asked_of(view, kind),
        "title": view.title,
        "rows": rows,
        "days": settings.EXPORT_DAYS_KEPT,
        "trail": [(view.title, view.request.path)],
    }
    return render(view.request, "exports/ask.html", context)


def _trail() -> list[tuple[str, str]]:
    return [("Your account", reverse("accounts:me")), ("Your files", reverse("exports:list"))]


def _asked(request: AuthenticatedRequest) -> lists.Asked:
    kind = request.POST.get("format", "")
    if kind not in Format:
        raise Http404
    return lists.Asked(request.POST.get("path", "")[:200], request.POST.get("query", ""), Format(kind))


@require_POST
def ask(request: AuthenticatedRequest) -> HttpResponse:
    asked = _asked(request)
    try:
        with once(request) as submission:
            export = services.ask_for_export(asked=asked, by=request.user)
            submission.leads_to = export.get_absolute_url()
    except AlreadySubmitted as done:
        return redirect(done.leads_to or "exports:list")
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("exports:list")
    return redirect(submission.leads_to)


@require_safe
def exports(request: AuthenticatedRequest) -> HttpResponse:
    """My files, newest first."""
    mine = Export.objects.visible_to(request.user)[:MOST_LISTED]
    context = {"exports": mine, "days": settings.EXPORT_DAYS_KEPT, "trail": _trail()[:1]}
    return render(request, "exports/list.html", context)


@require_GET
def export(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One file: how far it is, or where to fetch it."""
    item = get_object_or_404(Export.objects.visible_to(request.user), reference=reference)
    fragment = getattr(request, "htmx", False)
    if item.state != State.PREPARING and fragment:
        # The work has ended while the page asked: show the page of what came of it.
        return HttpResponse(headers={"HX-Redirect": item.get_absolute_url()})
    context: dict[str, Any] = {"item": item, "trail": _trail(), "days": settings.EXPORT_DAYS_KEPT}
    if item.state == State.PREPARING:
        context["done"] = progress.of(item)
    return render(request, "exports/_working.html" if fragment else "exports/export.html", context)


@require_GET
def download(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    item = get_object_or_404(
        Export.objects.visible_to(request.user).select_related("owner"), reference=reference
    )
    try:
        services.fetch(export=item, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(item)
    return serve_file(item)


@require_POST
def delete(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    item = get_object_or_404(Export.objects.visible_to(request.user), reference=reference)
    try:
        services.delete_export(export=item, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(item)
    messages.success(request, f"The file {item.reference} is deleted.")
    return redirect("exports:list")
