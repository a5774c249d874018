"""For administrators: who stands with a school, who did, and who will."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links.carrying import successions_to_carry
from schools.links.forms import EndForm, LinkForm
from schools.links.models import FROM_THE_AUTHORITY, Link
from schools.links.services import Occupied, add_link, cancel_link, end_link
from schools.links.views.finding import find_people, sought_in
from schools.links.work import by_person, in_words, possible_receivers, work_held
from schools.register.models import School

MOST_PAST = 100


def _manageable(request: AuthenticatedRequest, urn: int) -> School:
    school = get_object_or_404(School, urn=urn)
    if not request.user.has_perm("links.manage_links", school):
        raise PermissionDenied
    return school


def _trail(school: School, *, managing: bool = False) -> list[tuple[str, str]]:
    trail = [("Schools", reverse("register:directory")), (school.name, school.get_absolute_url())]
    if managing:
        trail.append(("Links", reverse("links:manage", args=[school.urn])))
    return trail


@require_GET
def manage(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """Links of a school: those that hold, those to come, those that are over."""
    school = _manageable(request, urn)
    today = timezone.localdate()
    links = school.links.select_related("user").order_by("capacity", "starts_on", "pk")
    past = links.filter(ends_on__lt=today).order_by("-ends_on", "-pk")
    groups = [
        ("Now", links.active(today), "End", "Nobody stands with this school now. Add a person."),
        ("Later", links.filter(starts_on__gt=today), "Cancel", "Nothing is planned."),
        ("Before", past[:MOST_PAST], "", "Nobody has stood with this school before."),
    ]
    context = {
        "school": school,
        "groups": groups,
        "today": today,
        "to_carry": successions_to_carry().filter(successor=school),
        "trail": _trail(school),
    }
    return render(request, "links/manage.html", context)


@require_http_methods(["GET", "POST"])
def add(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """Find a person, then say what they do for the school and from when."""
    school = _manageable(request, urn)
    context = {"school": school, "trail": _trail(school, managing=True)}
    if "person" not in request.GET:
        sought = sought_in(request.GET.get("q", ""))
        found = find_people(User.objects.filter(is_active=True), sought)
        return render(request, "links/find.html", {**context, "sought": sought, "found": found})
    person = get_object_or_404(User, is_active=True, reference=request.GET["person"].replace("\0", "")[:16])
    form = LinkForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    context["working_here"] = _working_at(school)
    if request.method == "POST" and form.is_valid() and _added(request, school, person, form):
        return redirect("links:manage", urn=school.urn)
    return render(request, "links/add.html", {**context, "person": person, "form": form})


def _working_at(school: School) -> list[tuple[str, str]]:
    """Who holds what open work at the school, in words."""
    held = by_person(work_held(schools=[school.pk]))
    people = User.objects.in_bulk(held).values()
    return [(person.name, in_words(held[person.pk])) for person in sorted(people, key=lambda p: p.name)]


def _added(request: AuthenticatedRequest, school: School, person: User, form: LinkForm) -> bool:
    try:
        with once(request) as submission:
            add_link(user=person, school=school, by=request.user, **form.cleaned_data)
            submission.leads_to = reverse("links:manage", args=[school.urn])
    except AlreadySubmitted:
        return True
    except Occupied as refusal:
        form.add_error("capacity", str(refusal))
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{person.name} now stands with {school.name}.")
    return True


@require_http_methods(["GET", "POST"])
def end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give a link its last day; one that has not begun is taken back."""
    link = get_object_or_404(Link.objects.select_related("school", "user"), pk=pk)
    if not request.user.has_perm("links.manage_links", link):
        raise PermissionDenied
    school = link.school
    begun = link.starts_on <= timezone.localdate()
    held = work_held(people=[link.user_id], schools=[school.pk]) if _is_authoritys(link) else []
    receivers = possible_receivers([some.kind for some in held], school, but=link.user) if held else None
    form = EndForm(request.POST or None, starts_on=link.starts_on, receivers=receivers) if begun else None
    context = {
        "school": school,
        "link": link,
        "form": form,
        "held": in_words(held),
        "trail": _trail(school, managing=True),
    }
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                cancel_link(link=link, by=request.user)
            else:
                end_link(link=link, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("links:manage", urn=school.urn)
        messages.success(request, f"{link.user.name}’s link is {'ended' if begun else 'cancelled'}.")
        return redirect("links:manage", urn=school.urn)
    return render(request, "links/end.html", context)


def _is_authoritys(link: Link) -> bool:
    return link.capacity in FROM_THE_AUTHORITY
