"""Open work that goes to somebody else: giving away what has no owner, and reading what was handed over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links.forms import HandOverForm
from schools.links.models import Handover
from schools.links.standing import Scope, standing_of
from schools.links.work import hand_over, in_words, possible_receivers, work_held
from schools.register.models import School


@require_GET
def handover(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What was handed over, for who gave, who got, and who allocates at the school."""
    rows = Handover.objects.select_related("school", "from_user", "to_user", "by")
    found = get_object_or_404(rows, reference=reference)
    if request.user not in (found.to_user, found.by) and found.school_id not in _allocates(request):
        raise Http404
    return render(request, "links/handover.html", {"handover": found})


@require_http_methods(["GET", "POST"])
def give(request: AuthenticatedRequest, urn: int, reference: str) -> HttpResponse:
    """Give everything open that a person holds at a school to somebody else."""
    school = get_object_or_404(School, urn=urn)
    if school.pk not in _allocates(request):
        raise PermissionDenied
    person = get_object_or_404(User, reference=reference)
    held = work_held(people=[person.pk], schools=[school.pk])
    receivers = possible_receivers([some.kind for some in held], school, but=person)
    form = HandOverForm(request.POST or None, receivers=receivers)
    if request.method == "POST" and held and form.is_valid():
        to = form.cleaned_data["hand_to"]
        try:
            with once(request):
                hand_over(
                    school=school,
                    person=person,
                    to=to,
                    note=form.cleaned_data["handover_note"],
                    by=request.user,
                )
        except AlreadySubmitted:
            return redirect(school)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The open work is handed over to {to.name}, who has been told.")
            return redirect(school)
    context = {"school": school, "person": person, "held": in_words(held), "form": form}
    return render(request, "links/give.html", {**context, "receivers": receivers})


def _allocates(request: AuthenticatedRequest) -> Scope:
    return standing_of(request.user).scope(Power.ALLOCATE)
