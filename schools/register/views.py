"""The directory of schools, and a school's own page: public facts, then what the rooms above show."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.accounts.http import AuthenticatedRequest
from portal.core.listing import ListingView
from portal.core.subjects import panels_for
from schools.register.enums import REGIME_WORDS, STATUS_COLOURS, Regime, Status
from schools.register.listing import SchoolFilter, SchoolTable
from schools.register.models import School, SchoolSuccession, Trust
from schools.register.position import latitude_longitude

MAP = "https://www.openstreetmap.org/?mlat={0:.5f}&mlon={1:.5f}#map=17/{0:.5f}/{1:.5f}"


class Directory(ListingView):
    """Everyone signed in may look: the register is public."""

    table_class, filterset_class = SchoolTable, SchoolFilter
    title, noun = "Schools", "school"
    empty_text = "No school matches. Check the spelling, or look among closed schools too."

    def get_queryset(self) -> QuerySet[School]:
        return School.objects.select_related("trust").order_by("name", "pk")


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
        "trail": [("Schools", reverse("register:directory"))],
    }
    return render(request, "register/trust.html", context)


def facts(school: School) -> dict[str, Any]:
    """What the register says about a school, in the page's words."""
    return {
        "school": school,
        "status_colour": STATUS_COLOURS[Status(school.status)],
        "map_url": _map_url(school),
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
