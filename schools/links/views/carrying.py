"""Carrying the links of a school over to the one that follows it, in one step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links.carrying import carry_over, links_to_carry, opening_day
from schools.register.models import SchoolSuccession


@require_http_methods(["GET", "POST"])
def carry(request: AuthenticatedRequest, urn: int, predecessor: int) -> HttpResponse:
    """Show who would stand with the successor from its first day; carry them over."""
    rows = SchoolSuccession.objects.select_related("predecessor", "successor")
    succession = get_object_or_404(rows, successor__urn=urn, predecessor__urn=predecessor)
    school = succession.successor
    if not request.user.has_perm("links.manage_links", school):
        raise PermissionDenied
    if request.method == "POST":
        try:
            with once(request):
                made = carry_over(succession=succession, by=request.user)
        except AlreadySubmitted:
            return redirect("links:manage", urn=school.urn)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            number = len(made)
            words = "One link is" if number == 1 else f"{number} links are"
            messages.success(request, f"{words} carried over from {succession.predecessor.name}.")
        return redirect("links:manage", urn=school.urn)
    context = {
        "school": school,
        "predecessor": succession.predecessor,
        "links": links_to_carry(succession.predecessor),
        "first": opening_day(succession),
        "trail": [
            (school.name, school.get_absolute_url()),
            ("Links", reverse("links:manage", args=[school.urn])),
        ],
    }
    return render(request, "links/carry.html", context)
