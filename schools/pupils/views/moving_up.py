"""A whole school moves up a year: what would happen, then one press."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.pupils import services
from schools.pupils.models import YEAR_GROUPS
from schools.pupils.years import school_year_began
from schools.register.models import School


@require_http_methods(["GET", "POST"])
def move_up(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    school = get_object_or_404(School, urn=urn)
    if not request.user.has_perm("pupils.manage_pupils", school):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            with once(request) as submission:
                submission.leads_to = request.path
                done = services.move_up(school=school, by=request.user, expected=_expected(request))
                messages.success(request, _said(done.moved))
            return redirect(request.path)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as error:
            refusal = str(error)
    return render(request, "pupils/move_up.html", {**_shown(school), "refusal": refusal})


def _shown(school: School) -> dict[str, object]:
    """What would move and what would stay, in the words of year groups."""
    today, words = timezone.localdate(), dict(YEAR_GROUPS)
    due = services.years_due(school, today)
    moving = [(words[one.year], words[one.following], one.pupils) for one in due if one.following]
    return {
        "school": school,
        "began": school_year_began(today),
        "moving": moving,
        "staying": [(words[one.year], one.pupils) for one in due if not one.following],
        "count": sum(pupils for *_, pupils in moving),
        "trail": [("Pupils", reverse("pupils:find")), (school.name, school.get_absolute_url())],
    }


def _expected(request: AuthenticatedRequest) -> int:
    """The number the person saw; a form without it moves nobody."""
    said = request.POST.get("expected", "")
    return int(said) if said.isdecimal() and len(said) < 8 else 0


def _said(moved: int) -> str:
    return f"{moved} pupil{'' if moved == 1 else 's'} moved up a year."
