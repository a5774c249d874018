"""The directory of schools, and a school's own page: public facts, then what the rooms above show."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from portal.accounts.http import AuthenticatedRequest
from portal.core.listing import ListingView
from portal.core.subjects import panels_for
from schools.register.enums import REGIME_WORDS, STATUS_COLOURS, Regime, Status
from schools.register.listing import SchoolFilter, SchoolTable
from schools.register.lists import currency
from schools.register.models import Refresh, School, SchoolSuccession, Trust
from schools.register.position import latitude_longitude

MOST_LISTED = 30
MAP = "https://www.openstreetmap.org/?mlat={0:.5f}&mlon={1:.5f}#map=17/{0:.5f}/{1:.5f}"


class Directory(ListingView):
    """Everyone signed in may look: the register is public."""

    table_class, filterset_class = SchoolTable, SchoolFilter
    title, noun = "Schools", "school"
    saved_as = "Schools"
    empty_text = "No school matches. Check the spelling, or look among closed schools too."
    template_name = "register/directory.html"

    def get_queryset(self) -> QuerySet[School]:
        return School.objects.select_related("trust").order_by("name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "currency": currency()}


@require_GET
@permission_required("register.manage_register", raise_exception=True)
def refreshes(request: AuthenticatedRequest) -> HttpResponse:
    """Where files of the register come from, and how the last ones fared."""
    places = [
        *(["the folder of the register"] if settings.REGISTER_FOLDER else []),
        *([urlsplit(settings.REGISTER_URL).hostname or ""] if settings.REGISTER_URL else []),
    ]
    context = {
        "places": " and at ".join(places),
        "most_closing": settings.REGISTER_MOST_CLOSING,
        "whose": settings.AUTHORITY["name"],
        "refreshes": Refresh.objects.select_related("item")[:MOST_LISTED],
        "trail": [("Schools", reverse("register:directory"))],
    }
    return render(request, "register/refreshes.html", context)


def school(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """One school. Whoever may see more of it sees it in the panels."""
    found = get_object_or_404(School.objects.select_related("trust"), urn=urn)
    return render(
        request, "register/school.html", {**facts(found), "panels": panels_for(request, "school", found)}
    )


def trust(request: AuthenticatedRequest, uid: int) -> HttpResponse:
    """One trust; the rooms above list its schools with what everybody may see of them."""
    found = get_object_or_404(Trust, uid=uid)
    context = {
        "trust": found,
        "panels": panels_for(request, "trust", found),
        "currency": currency(),
        "trail": [("Schools", reverse("register:directory"))],
    }
    return render(request, "register/trust.html", context)


def facts(school: School) -> dict[str, Any]:
    """What the register says about a school, in the page's words."""
    return {
        "school": school,
        "status_colour": STATUS_COLOURS[Status(school.status)],
        "map_url": _map_url(school),
        "currency": currency(),
        "rules_that_apply": REGIME_WORDS[Regime(school.regime)],
        **_successions(school),
        "trail": [("Schools", reverse("register:directory"))],
    }


def _map_url(school: School) -> str:
    """Where to look at the place; empty where it is not known. Only who follows the link tells the map."""
    place = latitude_longitude(school.easting, school.northing)
    return MAP.format(*place) if place else ""


def _successions(school: School) -> dict[str, list[tuple[School, date | None]]]:
    """The schools before and after this one, each with the day of the change where it is known; one query."""
    either = Q(predecessor=school) | Q(successor=school)
    ends = ("predecessor__name", "predecessor__urn", "successor__name", "successor__urn")
    rows = SchoolSuccession.objects.filter(either).order_by("linked_on", "pk")
    before, after = [], []
    for on, *names in rows.values_list("linked_on", *ends):
        earlier, later = (School(name=name, urn=urn) for name, urn in (names[:2], names[2:]))
        if later.urn == school.urn:
            before.append((earlier, on))
        else:
            after.append((later, on))
    return {"predecessors": before, "successors": after}
