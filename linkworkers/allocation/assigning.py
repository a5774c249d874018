"""The pages on which a worker gets their schools in one go: find, tick, check, done."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linkworkers.allocation.coverage import with_people, with_state
from linkworkers.allocation.forms import AssignForm, ConfirmForm
from linkworkers.allocation.listing import CoverageFilter, names_in_words
from linkworkers.allocation.services import allocate, allocates, capacities_for, plan
from portal.accounts.enums import Role
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links.covering import people_of_the_authority
from schools.links.models import ONE_AT_A_TIME
from schools.links.views.finding import find_people, sought_in
from schools.register.models import School

# More are found with the filters.
MOST_LISTED = 200
allocating = permission_required("allocation.allocate", raise_exception=True)


@allocating
@require_http_methods(["GET", "POST"])
def assign(request: AuthenticatedRequest) -> HttpResponse:
    trail = [("Coverage", reverse("allocation:coverage"))]
    people = _people(request.user)
    if "person" not in request.GET:
        sought = sought_in(request.GET.get("q", ""))
        found = {"trail": trail, "sought": sought, "found": find_people(people, sought)}
        return render(request, "allocation/find.html", found)
    worker = get_object_or_404(people, reference=request.GET["person"].replace("\0", "")[:16])
    allowed = allocates(request.user).limit(School.objects.live(), "pk")
    filters = CoverageFilter(request.GET, with_people(with_state(allowed)).order_by("name", "pk"))
    rows = filters.qs if filters.is_valid() else filters.queryset.none()
    listed = list(rows[: MOST_LISTED + 1])
    form = AssignForm(
        request.POST or None,
        capacities=[(role.value, str(role.label)) for role in capacities_for(request.user)],
        listed=[(str(school.urn), _label(school)) for school in listed[:MOST_LISTED]],
        allowed=allowed,
    )
    context: dict[str, Any] = {
        "trail": trail,
        "worker": worker,
        "filter": filters,
        "form": form,
        "listed": len(listed[:MOST_LISTED]),
        "more": len(listed) > MOST_LISTED,
    }
    if request.method == "POST" and form.is_valid():
        return _check(request, worker, form, context)
    return render(request, "allocation/assign.html", context)


def _people(by: User) -> QuerySet[User]:
    """Whom somebody may allocate: an administrator anybody, a head of service people of the authority."""
    return User.objects.filter(is_active=True) if allocates(by).everywhere else people_of_the_authority()


def _label(school: School) -> str:
    lead = names_in_words(school, Role.LEAD_SOCIAL_WORKER)
    return f"{school.name} (lead: {lead or 'nobody'})"


def _check(
    request: AuthenticatedRequest, worker: User, form: AssignForm, context: dict[str, Any]
) -> HttpResponse:
    """Show what would become of each school; the second arrival carries it out."""
    chosen = {"worker": worker, **form.cleaned_data}
    applying = "apply" in request.POST
    confirm = ConfirmForm(request.POST if applying else None)
    if applying and confirm.is_valid():
        try:
            with once(request):
                allocate(**chosen, **confirm.cleaned_data, by=request.user)
        except AlreadySubmitted:
            return redirect(_schools_of(worker))
        except Refused as refusal:
            confirm.add_error(None, str(refusal))
        else:
            number = len(chosen["schools"])
            words = "one school" if number == 1 else f"{number} schools"
            messages.success(request, f"{worker.name} is linked to {words} and has been told.")
            return redirect(_schools_of(worker))
    role = Role(chosen["capacity"])
    steps = plan(**chosen)
    return render(
        request,
        "allocation/check.html",
        {
            **context,
            "confirm": confirm,
            "steps": steps,
            "already": [step for step in steps if step.already],
            "replaces": role in ONE_AT_A_TIME,
            "role": role.label,
            "starts_on": chosen["starts_on"],
        },
    )


def _schools_of(worker: User) -> str:
    return reverse("allocation:load", query={"name": worker.name})
