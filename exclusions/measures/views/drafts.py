"""The autosave of a measure that is being written, and throwing it away."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from exclusions.concerns.content import from_post
from exclusions.measures import services
from exclusions.measures.drafting import fields_of
from exclusions.measures.kinds import KINDS
from exclusions.measures.models import MeasureDraft
from exclusions.measures.spec import KindSpec
from exclusions.measures.views.recording import form_of, recording_at
from exclusions.suspensions.views import finding
from portal.accounts.http import AuthenticatedRequest
from portal.core import drafts
from portal.core.posted import number_in


@require_POST
def save_draft(request: AuthenticatedRequest, spec: KindSpec, reference: str, urn: int) -> HttpResponse:
    """Keeps what is typed: answers in JSON; 409 where it was saved elsewhere since, or has been recorded."""
    school = recording_at(request, spec, urn)
    pupil = finding.pupil_at(request, school, reference)
    fields = fields_of(form_of(request, spec, school, pupil))
    try:
        draft = services.save_measure_draft(
            by=request.user,
            spec=spec,
            school=school,
            pupil=pupil,
            content=from_post(request.POST, fields),
            fields=fields,
            version=number_in(request.POST, "version"),
        )
    except drafts.StaleDraft as stale:
        return JsonResponse(drafts.stale(stale, reverse("measures:list", args=[spec])), status=409)
    return JsonResponse(drafts.saved(draft))


@require_http_methods(["GET", "POST"])
def discard_draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Throw one's own draft away, once it was asked whether that is meant."""
    own = MeasureDraft.objects.of(request.user).select_related("pupil", "school")
    draft = get_object_or_404(own, reference=reference)
    if request.method == "POST":
        try:
            services.discard_measure_draft(
                draft=draft, by=request.user, version=number_in(request.POST, "version")
            )
        except drafts.StaleDraft as stale:
            shown = {"draft": stale.newer, "stale": True}
            return render(request, "suspensions/discard.html", shown, status=409)
        messages.success(request, f"Draft {draft.reference} is deleted.")
        return redirect("measures:start", KINDS[draft.kind])
    return render(request, "suspensions/discard.html", {"draft": draft})
