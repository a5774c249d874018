"""Finding a pupil. The words are sent in the body of the request: an address never holds a child's name."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from schools.links.standing import standing_of
from schools.pupils.forms import SearchForm
from schools.pupils.services import MOST_FOUND, find_pupils
from schools.register.models import School

# Who keeps the pupils of more schools finds "Move up a year" on the page of each.
MOST_SCHOOLS = 3


@require_http_methods(["GET", "POST"])
def find(request: AuthenticatedRequest) -> HttpResponse:
    if not request.user.has_perm("pupils.see_pupils"):
        raise PermissionDenied
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = find_pupils(words=form.cleaned_data["words"], by=request.user)
    context = {
        "form": form,
        "found": found[:MOST_FOUND] if found else found,
        "is_more": bool(found and len(found) > MOST_FOUND),
        "most": MOST_FOUND,
        "may_admit": request.user.has_perm("pupils.manage_pupils"),
        "kept_schools": _kept_schools(request.user),
        "may_see_files": request.user.has_perm("pupils.see_transfers"),
    }
    return render(request, "pupils/find.html", context)


def _kept_schools(user: User) -> list[School]:
    """The schools whose pupils this person keeps, where they are few."""
    kept = standing_of(user).scope(Power.MANAGE_PUPILS).school_ids
    return (
        list(School.objects.filter(pk__in=kept).order_by("name", "pk"))
        if 0 < len(kept) <= MOST_SCHOOLS
        else []
    )
