"""A school keeps its own people current: who leads safeguarding, who stands in, who is to be asked.

The head names the safeguarding lead; lead and head name the rest. Heads, and everybody from the authority,
are the administrators' to say (`links.services`).
"""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from portal.people.services import invite_person
from schools.links.models import ContactCheck, Link
from schools.links.services import add_link, cancel_link, end_link, in_words
from schools.links.standing import people_standing_as, standing_of
from schools.register.models import School

# Power a person needs at the school, by the capacity that they say somebody holds.
NAMED_WITH = {
    Role.DSL: Power.NAME_SAFEGUARDING_LEAD,
    Role.DEPUTY_DSL: Power.KEEP_CONTACTS,
    Role.INCLUSION_LEAD: Power.KEEP_CONTACTS,
    Role.SENCO: Power.KEEP_CONTACTS,
    Role.SCHOOL_STAFF: Power.KEEP_CONTACTS,
}
# Nobody has looked for longer than a term: time to ask again.
STALE_AFTER = timedelta(days=120)


def capacities_named_by(user: User, school: School) -> list[Role]:
    """The capacities in which this person may say who stands with the school."""
    standing = standing_of(user)
    return [role for role, power in NAMED_WITH.items() if school.pk in standing.scope(power)]


@transaction.atomic
def add_contact(
    *, school: School, capacity: str, email: str, name: str, starts_on: date, by: User
) -> tuple[Link, bool]:
    """Say that somebody does this at the school, and invite them where the portal does not know them.

    Whoever leads safeguarding now does so until the day before; the headteacher is told. Gives back the link,
    and whether an invitation went out. Raises Refused for a capacity that is not theirs to name, a person
    whose access has ended, a name that is missing for a new one, and what `add_link` refuses.
    """
    _refuse_others(by, school, capacity)
    email = email.strip().lower()
    person = User.objects.filter(email=email).first()
    is_new = person is None
    if person is None:
        if not name.strip():
            raise Refused("Nobody with this email address is in the portal yet. Enter their full name too.")
        person = invite_person(email=email, name=name.strip(), agency=school.name, by=by)
    if not person.is_active:
        raise Refused("This person’s access has ended. Ask the authority to give it again.")
    link = add_link(
        user=person,
        school=school,
        capacity=capacity,
        starts_on=starts_on,
        by=by,
        replaces=capacity == Role.DSL,
    )
    notify(
        people=people_standing_as(Role.HEADTEACHER, school.pk).exclude(pk__in=[by.pk, person.pk]),
        kind="link.contact",
        text=f"Your school has a new {in_words(capacity)} from {plain_date(starts_on)}.",
        about=str(school.urn),
        leads_to=reverse("links:contacts", args=[school.urn]),
    )
    return link, is_new


@transaction.atomic
def end_contact(*, link: Link, ends_on: date, by: User) -> None:
    """Say that somebody no longer does this after a day; a link that has not begun is taken back.

    Raises Refused where it is not theirs to say, and for the safeguarding lead: a school always has one, so
    the next one is named instead (KCSIE, the role of the designated safeguarding lead).
    """
    _refuse_others(by, link.school, link.capacity)
    if link.capacity == Role.DSL:
        raise Refused("A school always has a safeguarding lead. Add the next one: they take over that day.")
    if link.starts_on > timezone.localdate():
        cancel_link(link=link, by=by)
    else:
        end_link(link=link, ends_on=ends_on, by=by)


def _refuse_others(by: User, school: School, capacity: str) -> None:
    if capacity not in capacities_named_by(by, school):
        raise Refused("Who does this is not yours to say. Ask the headteacher, or the authority.")


@transaction.atomic
def confirm_contacts(*, school: School, by: User) -> ContactCheck:
    """Write down that this person has looked through the school's people and numbers today."""
    check = ContactCheck.objects.create(school=school, checked_by=by)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="link.check_contacts",
        about=[str(school.urn)],
        capacity=standing_of(by).capacity(school.pk),
    )
    return check


def last_check(school: School) -> ContactCheck | None:
    """The latest look through the school's people, with who looked."""
    return ContactCheck.objects.filter(school=school).select_related("checked_by").first()


def is_stale(check: ContactCheck | None) -> bool:
    """Whether it is time to look again."""
    return check is None or timezone.now() - check.checked_at > STALE_AFTER
