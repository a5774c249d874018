"""Who reads a concern: said before it is sent, and by name."""

from django.utils import timezone

from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.accounts.roles import ROLES, roles_with
from schools.links.models import Cover, Link

# The order in which they are named.
NEAREST_FIRST = list(ROLES)


def readers_at(school_id: int) -> list[tuple[str, list[User]]]:
    """Who may read the concerns of a school today: (role, people), the school's own first."""
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
    return [(str(role.label), people[role]) for role in capacities if role in people]


def link_workers_at(school_id: int) -> list[User]:
    """The school's link social workers, the lead first: who has a concern that has been sent."""
    named = dict(readers_at(school_id))
    order = (Role.LEAD_SOCIAL_WORKER, Role.DEPUTY_SOCIAL_WORKER)
    return [person for role in order for person in named.get(str(role.label), [])]
