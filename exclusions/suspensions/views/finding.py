"""Finding the pupil whom a record is about: first the school, then a name; never an address with a name.

A pupil who is not on the roll here yet is added with the least that tells one child from another, by whoever
may make the record: what a headteacher has decided waits for no import of a roll.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from exclusions.suspensions.forms import WhoForm
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from schools.links.standing import Scope, standing_of
from schools.pupils.adding import offered_first, with_years
from schools.pupils.forms import NewPupilForm
from schools.pupils.models import Pupil
from schools.pupils.services import MOST_FOUND, add_pupil, search_pupils
from schools.pupils.upn import SHAPE
from schools.pupils.words import sought
from schools.register.models import School, SchoolQuerySet


def schools_with(request: AuthenticatedRequest, power: Power) -> SchoolQuerySet:
    """The schools at which this person holds a power."""
    return standing_of(request.user).scope(power).limit(School.objects.live(), "pk").order_by("name", "pk")


def found(request: AuthenticatedRequest, form: WhoForm) -> dict[str, Any]:
    """The pupils who fit what was typed, for `suspensions/_found.html`."""
    school = form.school()
    pupils = search_pupils(school=school, words=form.cleaned_data["words"], by=request.user)
    return {
        "searched": True,
        "school": school,
        "found": with_years(pupils[:MOST_FOUND]),
        "has_more": len(pupils) > MOST_FOUND,
        "new_pupil": NewPupilForm(prefix="new", initial=_as_new(form.cleaned_data["words"])),
    }


def _as_new(typed: str) -> dict[str, Any]:
    """What was typed to find somebody, as far as it says who a new pupil is."""
    wanted = sought(typed)
    upns = [word for word in wanted.words if SHAPE.fullmatch(word.upper())]
    names = [word for word in wanted.words if word not in upns]
    return {
        "forename": names[0] if names else "",
        "surname": " ".join(names[1:]),
        "born_on": wanted.born_on,
        "upn": upns[0].upper() if upns else "",
    }


@dataclass(frozen=True)
class Added:
    """The pupil who was added, or the page that asks again; `more` is for the template of the start page."""

    school: School
    pupil: Pupil | None
    more: dict[str, Any]


def added(request: AuthenticatedRequest, schools: SchoolQuerySet) -> Added:
    """Put the pupil who was typed on the school's roll, unless somebody there may be the same child."""
    school = _school_of(request, schools)
    form = NewPupilForm(request.POST, prefix="new")
    again: dict[str, Any] = {"new_pupil": form, "school": school}
    if not form.is_valid():
        return Added(school, None, again)
    if alike := offered_first(form, school, request.POST["add"], request.user):
        return Added(school, None, again | {"alike": alike})
    try:
        return Added(school, add_pupil(school=school, by=request.user, **form.cleaned_data), {})
    except Refused as refusal:
        form.add_error("upn", str(refusal))
        return Added(school, None, again)


def failed(form: WhoForm, more: dict[str, Any]) -> WhoForm | NewPupilForm:
    """The form whose mistakes the page names at its top."""
    new_pupil: NewPupilForm | None = more.get("new_pupil")
    return new_pupil if new_pupil is not None and new_pupil.errors else form


def chosen(request: AuthenticatedRequest, schools: SchoolQuerySet) -> tuple[School, Pupil]:
    """The school and pupil of the button that was pressed; 404 for any other."""
    school = _school_of(request, schools)
    return school, pupil_at(request, school, request.POST.get("choose", "").replace("\x00", ""))


def _school_of(request: AuthenticatedRequest, schools: SchoolQuerySet) -> School:
    urn = request.POST.get("school", "")[:6]
    return get_object_or_404(schools, urn=int(urn) if urn.isascii() and urn.isdecimal() else 0)


def pupil_at(request: HttpRequest, school: School, reference: str) -> Pupil:
    """A pupil on the school's roll today whom this person may name; 404 for any other."""
    here = Scope(everywhere=False, school_ids=frozenset([school.pk]))
    pupils = Pupil.objects.nameable_by(request.user).on_roll_within(here)
    return get_object_or_404(pupils, reference=reference)
