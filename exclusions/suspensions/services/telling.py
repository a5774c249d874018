"""Whom the portal tells of a suspension: reference, school and what it is, never about whom or why."""

from django.urls import reverse

from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with, people_with
from schools.pupils.codes import YES

ARTICLES = {
    SuspensionKind.SUSPENSION: "a suspension",
    SuspensionKind.PERMANENT: "a permanent exclusion",
    SuspensionKind.LUNCHTIME: "a lunchtime suspension",
}


def tell_of_recording(suspension: Suspension, *, by: User) -> None:
    """Notice to the authority's officers, the school's link workers and, for a looked-after pupil, the
    virtual school head: the portal does what the law wants of the school without delay (domain.md 1.3).
    """
    what = ARTICLES[SuspensionKind(suspension.kind)]
    tell(suspension, "record", f"{what} has been recorded at {suspension.school.name}.", by=by)


def tell(suspension: Suspension, verb: str, text: str, *, by: User) -> None:
    """Notice to those in the authority whom a suspension concerns, except the one who acted."""
    people = {person.pk: person for person in _concerned(suspension) if person.pk != by.pk}
    notify(
        people=people.values(),
        kind=f"suspension.{verb}",
        text=f"{suspension.reference}: {text}",
        about=suspension.reference,
        leads_to=suspension.get_absolute_url(),
    )


def tell_virtual_school(number: int) -> None:
    """Notice of how many records of looked-after pupils came by file; each stands before them as new."""
    are = "record of a looked-after pupil has" if number == 1 else "records of looked-after pupils have"
    notify(
        people=people_across_authority_with(Power.SEE_SUSPENSIONS_IN_CARE),
        kind="suspension.import",
        text=f"{number} {are} come by file.",
        about="",
        leads_to=reverse("suspensions:arrivals"),
    )


def _concerned(suspension: Suspension) -> list[User]:
    officers = people_across_authority_with(Power.RECORD_SUSPENSIONS)
    link_workers = people_with(Power.TRIAGE, suspension.school_id)
    heads = (
        people_across_authority_with(Power.SEE_SUSPENSIONS_IN_CARE)
        if suspension.looked_after == YES
        else User.objects.none()
    )
    return [*officers, *link_workers, *heads]
