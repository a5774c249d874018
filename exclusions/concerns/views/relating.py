"""Linking two concerns, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.concerns import services
from exclusions.concerns.forms import RelateForm, UnrelateForm
from exclusions.concerns.models import Concern, Relation
from exclusions.concerns.related import offered_for
from exclusions.concerns.views.register import concern_of
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@require_http_methods(["GET", "POST"])
def relate(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say which concern belongs to this one, from those offered or by its reference."""
    concern = concern_of(request, reference, "see")
    offered = offered_for(concern, request.user)
    form = RelateForm(request.POST if request.method == "POST" else None, offered=offered)
    if form.is_valid():
        other = Concern.objects.visible_to(request.user).filter(reference=form.wanted()).first()
        try:
            if other is None:
                raise Refused("There is no such concern that you may read. Check the reference.")
            with once(request):
                services.relate(
                    concern=concern, other=other, because=form.cleaned_data["because"], by=request.user
                )
        except AlreadySubmitted:
            return redirect(concern)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{concern.reference} and {other.reference} are linked.")
            return redirect(concern)
    return render(request, "concerns/relate.html", {"concern": concern, "form": form, **_trail(concern)})


@require_http_methods(["GET", "POST"])
def unrelate(request: AuthenticatedRequest, reference: str, other: str) -> HttpResponse:
    concern = concern_of(request, reference, "see")
    rows = Relation.objects.live().visible_to(request.user).of(concern).select_related("first", "second")
    both = rows.filter(first__reference=other) | rows.filter(second__reference=other)
    relation = get_object_or_404(both.exclude(first__reference=other, second__reference=other))
    form = UnrelateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.unrelate(relation=relation, because=form.cleaned_data["because"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{concern.reference} and {other} are linked no more.")
        return redirect(concern)
    context = {"concern": concern, "other": other, "form": form, "relation": relation, **_trail(concern)}
    return render(request, "concerns/unrelate.html", context)


def _trail(concern: Concern) -> dict[str, list[tuple[str, str]]]:
    return {
        "trail": [("Concerns", reverse("concerns:list")), (concern.reference, concern.get_absolute_url())]
    }
