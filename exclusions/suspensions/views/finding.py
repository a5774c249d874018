"""Finding the pupil whom a record is about: first the school, then a name; never an address with a name."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from exclusions.suspensions.forms import WhoForm
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from schools.links.standing import Scope, standing_of
from schools.pupils.models import YEAR_GROUPS, Pupil
from schools.pupils.services import MOST_FOUND, search_pupils
from schools.register.models import School, SchoolQuerySet

YEARS = dict(YEAR_GROUPS)


def schools_with(request: AuthenticatedRequest, power: Power) -> SchoolQuerySet:
    """The schools at which this person holds a power."""
    return standing_of(request.user).scope(power).limit(School.objects.live(), "pk").order_by("name", "pk")


def found(request: AuthenticatedRequest, form: WhoForm) -> dict[str, Any]:
    """The pupils who fit what was typed, for `suspensions/_found.html`."""
    school = form.school()
    pupils = search_pupils(school=school, words=form.cleaned_data["words"], by=request.user)
    rows = [(pupil, YEARS.get(getattr(pupil, "year_group", None) or "", "")) for pupil in pupils]
    return {
        "searched": True,
        "school": school,
        "found": rows[:MOST_FOUND],
        "has_more": len(rows) > MOST_FOUND,
    }


def chosen(request: AuthenticatedRequest, schools: SchoolQuerySet) -> tuple[School, Pupil]:
    """The school and pupil of the button that was pressed; 404 for any other."""
    urn = request.POST.get("school", "")[:6]
    school = get_object_or_404(schools, urn=int(urn) if urn.isascii() and urn.isdecimal() else 0)
    return school, pupil_at(request, school, request.POST.get("choose", "").replace("\x00", ""))


def pupil_at(request: HttpRequest, school: School, reference: str) -> Pupil:
    """A pupil on the school's roll today whom this person may name; 404 for any other."""
    here = Scope(everywhere=False, school_ids=frozenset([school.pk]))
    pupils = Pupil.objects.nameable_by(request.user).on_roll_within(here)
    return get_object_or_404(pupils, reference=reference)
