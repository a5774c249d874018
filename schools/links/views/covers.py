"""Cover for absence: who stands in for somebody, where, and from when to when."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links.covering import (
    arrange_cover,
    covers_while,
    end_cover,
    links_to_cover,
    possible_stand_ins,
)
from schools.links.forms import CoverForm, EndCoverForm
from schools.links.models import FROM_THE_AUTHORITY, Cover, Link
from schools.links.views.finding import find_people, sought_in

MOST_SUGGESTED = 10


@require_http_methods(["GET", "POST"])
def arrange(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Choose who stands in for a person, then when and at which schools."""
    person = get_object_or_404(User, reference=reference)
    links = list(links_to_cover(person, request.user).select_related("school").order_by("school__name", "pk"))
    if not links:
        raise Http404
    context = {"person": person, "is_own": person == request.user}
    possible = possible_stand_ins(person)
    if "stand_in" not in request.GET:
        sought = sought_in(request.GET.get("q", ""))
        found = find_people(possible, sought)
        colleagues = _colleagues(possible, links) if not sought else []
        return render(
            request,
            "links/find_stand_in.html",
            {**context, "sought": sought, "found": found, "colleagues": colleagues},
        )
    stand_in = get_object_or_404(possible, reference=request.GET["stand_in"].replace("\0", "")[:16])
    form = CoverForm(request.POST or None, links=links)
    if request.method == "POST" and form.is_valid() and _arranged(request, person, stand_in, form):
        return redirect(_back(request, person))
    return render(request, "links/cover.html", {**context, "stand_in": stand_in, "form": form})


def _colleagues(possible: QuerySet[User], links: list[Link]) -> list[User]:
    """Those who stand with the same schools for the authority: the nearest stand-ins."""
    beside = Link.objects.active(timezone.localdate()).filter(
        school__in=[link.school_id for link in links], capacity__in=FROM_THE_AUTHORITY
    )
    return list(possible.filter(pk__in=beside.values("user")).order_by("name", "pk")[:MOST_SUGGESTED])


def _arranged(request: AuthenticatedRequest, person: User, stand_in: User, form: CoverForm) -> bool:
    days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
    try:
        with once(request):
            arrange_cover(
                person=person,
                stand_in=stand_in,
                links=form.cleaned_data["links"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                **days,
            )
    except AlreadySubmitted:
        return True
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{stand_in.name} stands in for {person.name}. Both have been told.")
    if covers_while(person, **days):
        messages.warning(
            request, f"{person.name} stands in for others in these days. Find somebody for that too."
        )
    return True


def _back(request: AuthenticatedRequest, person: User) -> str:
    """Where somebody came from to arrange or end a cover."""
    if person == request.user:
        return reverse("accounts:me")
    if request.user.has_perm("people.manage_people"):
        return reverse("people:person", args=[person.reference])
    return reverse("home")


@require_http_methods(["GET", "POST"])
def end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a cover earlier; one that has not begun is taken back."""
    cover = get_object_or_404(Cover.objects.select_related("link__school", "link__user", "user"), pk=pk)
    person = cover.link.user
    if not links_to_cover(person, request.user).filter(pk=cover.link_id).exists():
        raise Http404
    begun = cover.starts_on <= timezone.localdate()
    form = EndCoverForm(request.POST or None) if begun else None
    if request.method == "POST" and (form is None or form.is_valid()):
        ends_on = form.cleaned_data["ends_on"] if form else timezone.localdate()
        try:
            end_cover(cover=cover, ends_on=ends_on, by=request.user)
        except Refused as refusal:
            if form is None:
                messages.warning(request, str(refusal))
                return redirect(_back(request, person))
            form.add_error("ends_on", str(refusal))
        else:
            messages.success(request, "The cover is changed. Both have been told.")
            return redirect(_back(request, person))
    return render(request, "links/end_cover.html", {"cover": cover, "form": form})
