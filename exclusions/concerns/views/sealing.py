"""Sealing a concern to named people, and lifting the seal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.concerns import services
from exclusions.concerns.forms import LiftForm, SealForm
from exclusions.concerns.models import Concern
from exclusions.concerns.page import seal_on
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@require_http_methods(["GET", "POST"])
def seal(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say who alone may read a concern; who reads a sealed one may name others."""
    concern = _concern_of(request, reference)
    people, before = list(services.possible_readers(concern)), seal_on(concern)
    named = [person.reference for person in (before.readers.all() if before else [request.user])]
    sent = request.POST if request.method == "POST" else None
    form = SealForm(sent, people=people, initial={"readers": named})
    if form.is_bound and form.is_valid():

        def act() -> None:
            because = form.cleaned_data["because"]
            services.seal_concern(concern=concern, readers=form.chosen(), because=because, by=request.user)

        if response := _done(request, concern, form, act, "Sealed. Only those you named read it now."):
            return response
    return render(
        request, "concerns/seal.html", {"concern": concern, "form": form, "seal": before, **_trail(concern)}
    )


@require_http_methods(["GET", "POST"])
def unseal(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    concern = _concern_of(request, reference)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():

        def act() -> None:
            services.lift_seal(concern=concern, because=form.cleaned_data["because"], by=request.user)

        if response := _done(request, concern, form, act, "The seal is lifted."):
            return response
    return render(request, "concerns/unseal.html", {"concern": concern, "form": form, **_trail(concern)})


def _concern_of(request: AuthenticatedRequest, reference: str) -> Concern:
    rows = Concern.objects.visible_to(request.user).select_related("school")
    concern = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm("concerns.seal_concern", concern):
        raise PermissionDenied
    return concern


def _trail(concern: Concern) -> dict[str, Any]:
    trail = [("Concerns", reverse("concerns:list")), (concern.reference, concern.get_absolute_url())]
    return {"trail": trail}


def _done(
    request: AuthenticatedRequest, concern: Concern, form: Any, act: Any, said: str
) -> HttpResponse | None:
    """Carry it out once; a refusal comes back beside what was typed."""
    try:
        with once(request) as submission:
            submission.leads_to = concern.get_absolute_url()
            act()
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, said)
    return redirect(concern)
