"""Who reads a concern: said before it is sent, beside every message, and by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, Seal
from exclusions.concerns.reading import READ_WITH
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.accounts.roles import ROLES, roles_with
from schools.links.models import Cover, Link

# The order in which they are named.
NEAREST_FIRST = list(ROLES)


def readers_at(school_id: int) -> list[tuple[str, list[User]]]:
    """Who may read the concerns of a school today: (role, people), the school's own first."""
    return [(str(role.label), people) for role, people in _standing(school_id).items()]


def _standing(school_id: int) -> dict[Role, list[User]]:
    """The people who read concerns of a school today, by the role in which they do, nearest first."""
    capacities = sorted((r for r in roles_with(Power.SEE_CONCERNS)), key=NEAREST_FIRST.index)
    today = timezone.localdate()
    links = Link.objects.active(today).filter(school_id=school_id, capacity__in=capacities)
    covers = Cover.objects.active(today).filter(
        link__school_id=school_id, link__capacity__in=capacities, user__is_active=True
    )
    standing = [
        (link.capacity, link.user) for link in links.filter(user__is_active=True).select_related("user")
    ]
    standing += [(cover.link.capacity, cover.user) for cover in covers.select_related("link", "user")]
    people: dict[str, list[User]] = {}
    for capacity, person in sorted(standing, key=lambda pair: (pair[1].name, pair[1].pk)):
        people.setdefault(capacity, []).append(person)
    return {role: people[role] for role in capacities if role in people}


def link_workers_at(school_id: int) -> list[User]:
    """The school's link social workers, the lead first: who has a concern that has been sent."""
    named = _standing(school_id)
    order = (Role.LEAD_SOCIAL_WORKER, Role.DEPUTY_SOCIAL_WORKER)
    return [person for role in order for person in named.get(role, [])]


@dataclass(frozen=True)
class Reader:
    """Somebody who may read a concern, with the role they do it in and the kinds of entries they read."""

    person: User
    role: Role
    kinds: frozenset[EntryKind]


def readers_of(concern: Concern, seal: Seal | None) -> list[Reader]:
    """Who may read a concern today, each once, nearest first; of a sealed one (`seal`) those it names."""
    named = {person.pk for person in seal.readers.all()} if seal else None
    found: dict[User, Reader] = {}
    for role, people in _standing(concern.school_id).items():
        for person in people:
            if named is None or person.pk in named:
                found[person] = _also(found.get(person), person, role)
    return list(found.values())


def _also(before: Reader | None, person: User, role: Role) -> Reader:
    powers = ROLES[role].powers
    kinds = frozenset(kind for kind, power in READ_WITH.items() if power in powers)
    return Reader(person, before.role, before.kinds | kinds) if before else Reader(person, role, kinds)


def names(readers: Iterable[Reader], kind: EntryKind) -> str:
    """`Ann Doe, Jon Reid`: who of them reads entries of a kind."""
    return ", ".join(reader.person.name for reader in readers if kind in reader.kinds)
