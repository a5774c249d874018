"""One box for everything. Words are sent in the body of the request and never stand in an address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.core.references import tidy_reference
from portal.search.forms import SearchForm
from portal.search.remembered import recall, remember
from portal.search.services import Hits, search
from portal.search.sources import all_sources


@require_http_methods(["GET", "POST"])
def ask(request: AuthenticatedRequest) -> HttpResponse:
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    if form.is_bound and form.is_valid():
        return redirect("search:found", remember(request.session, form.cleaned_data["typed"]))
    return render(request, "search/found.html", {"form": form, "hits": None})


@require_safe
def found(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """What was found; a reference typed in full leads straight to its record."""
    typed = recall(request.session, key)
    if not typed:
        messages.info(request, "That search has been forgotten. Enter it again.")
        return redirect("search:ask")
    only = request.GET.get("kind", "")
    hits = search(typed=typed, by=request.user, only=only if only in _codes() else "")
    if (leads_to := _meant(typed, hits)) and not only:
        return redirect(leads_to)
    form = SearchForm(initial={"typed": typed})
    return render(request, "search/found.html", {"form": form, "hits": hits, "key": key, "only": only})


def _codes() -> set[str]:
    return {source.code for source in all_sources()}


def _meant(typed: str, hits: list[Hits]) -> str:
    """Where a whole reference leads, if it is one that this person may open."""
    reference = tidy_reference(typed)
    exact = [hit.url for kind in hits for hit in kind.found if hit.reference == reference]
    return exact[0] if len(exact) == 1 else ""
