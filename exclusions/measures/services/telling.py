"""Whom the portal tells of a measure: reference, school and what it is, never about whom or why."""

from collections.abc import Iterable

from exclusions.measures.enums import UNTOLD, MeasureKind
from exclusions.measures.models import Measure
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with, people_in, people_with

LEADS = (Role.HEADTEACHER, Role.DSL)
# A separation is led by the designated safeguarding lead.
SAFEGUARDING_LEADS = (Role.DSL, Role.DEPUTY_DSL)


def tell(measure: Measure, verb: str, text: str, *, by: User) -> None:
    """Notice to those whom a measure concerns, except the one who acted."""
    people = {person.pk: person for person in _concerned(measure) if person.pk != by.pk}
    send(measure, verb, text, people.values())


def send(measure: Measure, verb: str, text: str, people: Iterable[User]) -> None:
    notify(
        people=people,
        kind=f"{measure.kind}.{verb}",
        text=f"{measure.reference}: {text}",
        about=measure.reference,
        leads_to=measure.get_absolute_url(),
    )


def _concerned(measure: Measure) -> list[User]:
    """Of a separation only people who read concerns: the school's link workers, its head and lead.

    Of everything else the authority's officers, the link workers, and the school at the other end.
    """
    link_workers = people_with(Power.TRIAGE, measure.school_id)
    if measure.kind == MeasureKind.SEPARATION:
        own = people_in([Role.HEADTEACHER, *SAFEGUARDING_LEADS], measure.school_id)
        return [person for person in (*link_workers, *own) if _reads(measure, person)]
    officers = people_across_authority_with(Power.RECORD_SUSPENSIONS)
    return [*officers, *link_workers, *own_and_other_end(measure)]


def own_and_other_end(measure: Measure) -> list[User]:
    """Heads and safeguarding leads of the school, and of the one at the other end once it may read."""
    people = list(people_in(LEADS, measure.school_id))
    if measure.to_school_id and measure.shared_on and measure.state not in UNTOLD:
        people += people_in(LEADS, measure.to_school_id)
    return people


def owners(measure: Measure) -> list[User]:
    """Who is told that something falls due: the school that decided the measure."""
    if measure.kind == MeasureKind.SEPARATION:
        people = people_in(SAFEGUARDING_LEADS, measure.school_id)
        return [person for person in people if _reads(measure, person)]
    return list(people_in(LEADS, measure.school_id))


def _reads(measure: Measure, person: User) -> bool:
    return Measure.objects.visible_to(person).filter(pk=measure.pk).exists()
