"""Keeping a view of a list, naming it anew, deleting it: a person's own alone."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.core.listing import ListingView
from portal.core.once import act_once
from portal.saved import services
from portal.saved.forms import ViewForm
from portal.saved.models import SavedView
from portal.saved.queries import canonical


@dataclass(frozen=True)
class Listed:
    """A list that an address leads to, and what it asks of it."""

    saved_as: str
    title: str
    address: str
    query: str


def listed_at(address: str) -> Listed:
    """The list behind an address of this portal. Raises Http404 for an address of anything else."""
    try:
        parts = urlsplit(address.replace("\x00", ""))
        page = getattr(resolve(parts.path).func, "view_class", None)
    except (ValueError, Resolver404):
        raise Http404 from None
    if parts.netloc or page is None or not issubclass(page, ListingView) or not page.saved_as:
        raise Http404
    query = canonical(parts.query)
    return Listed(page.saved_as, page.title, f"{parts.path}?{query}", query)


@require_http_methods(["GET", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the filters of the list that `to` leads to."""
    listed = listed_at(request.POST.get("to") or request.GET.get("to", ""))
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def keep() -> SavedView:
            return services.save_view(
                listed=listed.saved_as, query=listed.query, by=request.user, **form.cleaned_data
            )

        answer = act_once(request, form, keep, said="Saved.", leads_to=listed.address, beside="name")
        if answer:
            return answer
    return render(request, "saved/name.html", {"form": form, "listed": listed, "back": listed.address})


@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """Every view of mine, by list."""
    return render(request, "saved/mine.html", {"views": SavedView.objects.of(request.user)})


def _mine(request: AuthenticatedRequest, reference: str) -> SavedView:
    return get_object_or_404(SavedView.objects.of(request.user), reference=reference)


@require_http_methods(["GET", "POST"])
def change(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Another name, or whether it opens first."""
    view = _mine(request, reference)
    began = {"name": view.name, "is_default": view.is_default}
    form = ViewForm(request.POST or None, initial=began)
    if request.method == "POST" and form.is_valid():
        answer = act_once(
            request,
            form,
            lambda: services.change_view(view=view, by=request.user, **form.cleaned_data),
            said="Saved.",
            leads_to="saved:mine",
            beside="name",
        )
        if answer:
            return answer
    return render(request, "saved/name.html", {"form": form, "view": view, "back": reverse("saved:mine")})


@require_POST
def delete(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """It is gone."""
    services.delete_view(view=_mine(request, reference), by=request.user)
    messages.success(request, "Deleted.")
    return redirect("saved:mine")
