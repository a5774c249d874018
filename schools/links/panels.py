"""What links say on a school's page and on a person's."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.subjects import Panel
from portal.core.templatetags.portal import plain_date
from schools.links.models import AT_SCHOOL, EXPECTED, FROM_THE_AUTHORITY, Link
from schools.links.services import in_words
from schools.links.standing import standing_of
from schools.register.models import School


def school_people(user: User, school: School) -> dict[str, Any]:
    """Who stands with a school: the authority's people, and for whom it concerns the school's own."""
    today = timezone.localdate()
    capacities = [*FROM_THE_AUTHORITY]
    sees_staff = user.has_perm("links.see_school_staff", school)
    if sees_staff:
        capacities += AT_SCHOOL
    links = list(
        Link.objects.not_over(today)
        .filter(school=school, capacity__in=capacities, user__is_active=True)
        .select_related("user")
        .order_by("starts_on", "pk")
    )
    now = [link for link in links if link.starts_on <= today]
    later = [link for link in links if link.starts_on > today]
    return {
        "school": school,
        "authority_people": [_card(link) for link in _in_order(now, FROM_THE_AUTHORITY)],
        **_gaps(school, now, later),
        "school_people": [_card(link) for link in _in_order(now, AT_SCHOOL)],
        "sees_staff": sees_staff,
        "head_in_register": ""
        if not sees_staff or not _is_missing(Role.HEADTEACHER, now)
        else school.head_name,
        "manage_url": reverse("links:manage", args=[school.urn])
        if user.has_perm("links.manage_links", school)
        else "",
    }


def _in_order(links: list[Link], roles: tuple[Role, ...]) -> list[Link]:
    return sorted(
        (link for link in links if link.capacity in roles), key=lambda link: roles.index(Role(link.capacity))
    )


def _is_missing(role: Role, links: list[Link]) -> bool:
    return not any(link.capacity == role for link in links)


def _card(link: Link) -> dict[str, str]:
    until = f", until {plain_date(link.ends_on)}" if link.ends_on else ""
    person = link.user
    return {
        "name": person.name,
        "role": f"{link.get_capacity_display()}{until}",
        "phone": person.phone,
        "email": person.email,
        "availability": person.availability,
    }


def _gaps(school: School, now: list[Link], later: list[Link]) -> dict[str, Any]:
    """What a live school lacks in one sentence, and who is to fill it when."""
    missing = [role for role in EXPECTED if school.is_live and _is_missing(role, now)]
    if not missing:
        return {"gap": "", "coming": []}
    *others, last = [f"no {in_words(role)}" for role in missing]
    lacks = f"{', '.join(others)} and {last}" if others else last
    coming = [
        f"{link.user.name} begins as {in_words(link.capacity)} on {plain_date(link.starts_on)}."
        for link in _in_order(later, tuple(missing))
    ]
    return {"gap": f"This school has {lacks}.", "coming": coming}


def persons_schools(user: User, person: User) -> dict[str, Any] | None:
    """The schools a person stands with, for themselves and for administrators."""
    if user != person and not user.has_perm("links.manage_links"):
        return None
    links = list(
        Link.objects.not_over(timezone.localdate())
        .filter(user=person)
        .select_related("school")
        .order_by("starts_on", "school__name", "pk")
    )
    if not links and standing_of(person).authority_roles:
        return None
    return {"links": links, "is_own": user == person, "today": timezone.localdate()}


PANELS = (
    Panel("school", "people", 10, "links/school_people.html", school_people),
    Panel("person", "schools", 10, "links/persons_schools.html", persons_schools),
)
