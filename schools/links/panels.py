"""What links say on a school's page and on a person's."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.subjects import Panel
from portal.core.templatetags.portal import plain_date
from schools.links.contacts import is_stale, last_check
from schools.links.covering import links_to_cover
from schools.links.models import AT_SCHOOL, EXPECTED, FROM_THE_AUTHORITY, Cover, Link
from schools.links.services import in_words
from schools.links.standing import standing_of
from schools.register.enums import LIVE_STATUSES
from schools.register.models import School, Trust


def school_people(user: User, school: School) -> dict[str, Any]:
    """Who stands with a school: the authority's people, and for whom it concerns the school's own."""
    today = timezone.localdate()
    capacities = [*FROM_THE_AUTHORITY]
    sees_staff = user.has_perm("links.see_school_staff", school)
    if sees_staff:
        capacities += AT_SCHOOL
    links = list(
        Link.objects.not_over(today).filter(school=school, capacity__in=capacities).with_people(today)
    )
    now = [link for link in links if link.starts_on <= today]
    later = [link for link in links if link.starts_on > today]
    return {
        "school": school,
        "authority_people": _cards(_in_order(now, FROM_THE_AUTHORITY)),
        **_gaps(school, now, later),
        "school_people": [_card(link) for link in _in_order(now, AT_SCHOOL)],
        "sees_staff": sees_staff,
        "head_in_register": ""
        if not sees_staff or not _is_missing(Role.HEADTEACHER, now)
        else school.head_name,
        "manage_url": reverse("links:manage", args=[school.urn])
        if user.has_perm("links.manage_links", school)
        else "",
        **_contacts(user, school),
    }


def _contacts(user: User, school: School) -> dict[str, Any]:
    """Where a school's own keepers look after its contacts, and whether it is time to."""
    if not user.has_perm("links.keep_contacts", school):
        return {}
    return {
        "contacts_url": reverse("links:contacts", args=[school.urn]),
        "contacts_stale": is_stale(last_check(school)),
    }


def _in_order(links: list[Link], roles: tuple[Role, ...]) -> list[Link]:
    return sorted(
        (link for link in links if link.capacity in roles), key=lambda link: roles.index(Role(link.capacity))
    )


def _is_missing(role: Role, links: list[Link]) -> bool:
    return not any(link.capacity == role for link in links)


def _cards(links: list[Link]) -> list[dict[str, str]]:
    """Everybody with whoever stands in for them right after."""
    cards = []
    for link in links:
        cards.append(_card(link))
        cards += [_stand_in(cover, link) for cover in link.stand_ins]  # type: ignore[attr-defined]
    return cards


def _stand_in(cover: Cover, link: Link) -> dict[str, str]:
    words = f"{link.get_capacity_display()}, covering {link.user.name} until {plain_date(cover.ends_on)}"
    return _contact(cover.user, words)


def _card(link: Link) -> dict[str, str]:
    until = f", until {plain_date(link.ends_on)}" if link.ends_on else ""
    return _contact(link.user, f"{link.get_capacity_display()}{until}")


def _contact(person: User, role: str) -> dict[str, str]:
    return {
        "name": person.name,
        "role": role,
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
    covers = Cover.objects.not_over(timezone.localdate()).select_related("link__school", "link__user", "user")
    away, standing_in = covers.filter(link__user=person), covers.filter(user=person)
    if not links and not standing_in and standing_of(person).authority_roles:
        return None
    return {
        "person": person,
        "links": links,
        "cover_lists": [("Cover while away", away), ("Covering for others", standing_in)],
        "may_cover": person.is_active and links_to_cover(person, user).exists(),
        "is_own": user == person,
        "today": timezone.localdate(),
    }


def trust_people(user: User, trust: Trust) -> dict[str, Any]:
    """The open schools of a trust with the people of the authority who stand with them: as on their pages."""
    today = timezone.localdate()
    links = Link.objects.active(today).filter(capacity__in=EXPECTED).with_people(today)
    schools = trust.schools.filter(status__in=LIVE_STATUSES).prefetch_related(
        Prefetch("links", links, to_attr="standing")
    )
    rows = [(school, [_names_of(school, role) for role in EXPECTED]) for school in schools]
    return {"rows": rows, "capacities": [role.label for role in EXPECTED]}


def _names_of(school: Any, role: Role) -> list[str]:
    names = []
    for link in school.standing:
        if link.capacity == role:
            names.append(link.user.name)
            names += [f"{c.user.name}, covering until {plain_date(c.ends_on)}" for c in link.stand_ins]
    return names


PANELS = (
    Panel("trust", "people", 10, "links/trust_people.html", trust_people),
    Panel("school", "people", 10, "links/school_people.html", school_people),
    Panel("person", "schools", 10, "links/persons_schools.html", persons_schools),
)
