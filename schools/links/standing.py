"""Where a person stands, and so what they may do where: the base of every permission and scope.

`standing_of(user)` reads role grants, live links and live covers once per request. All are dated, so
scope ends by itself. While a cover holds, the stand-in stands where the absent person stands, in the same
capacity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from portal.accounts.authority import authority_roles, forget_authority_roles, holders_across_authority
from portal.accounts.enums import Power, Reach, Role
from portal.accounts.models import User
from portal.accounts.roles import ROLES, roles_reaching
from schools.links.models import Cover, Link

Rows = TypeVar("Rows", bound=models.QuerySet)
# A stored code that names no role of this reach gives no power, at a school or anywhere.
SCHOOL_CAPACITIES = frozenset(role.value for role in roles_reaching(Reach.SCHOOL))


@dataclass(frozen=True)
class Scope:
    """Where a power holds: everywhere, at some schools, or nowhere."""

    everywhere: bool
    school_ids: frozenset[int]

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.school_ids)

    def __contains__(self, school_id: object) -> bool:
        return self.everywhere or school_id in self.school_ids

    def limit(self, rows: Rows, school_field: str = "school_id") -> Rows:
        """Only the rows at schools within the scope; a scope of nowhere gives none."""
        if self.everywhere:
            return rows
        if not self.school_ids:
            return rows.none()
        return rows.filter(**{f"{school_field}__in": self.school_ids})


@dataclass(frozen=True)
class Standing:
    """A person's roles: authority-wide ones, and (role, school) pairs from links and covers of today."""

    authority_roles: frozenset[Role]
    school_roles: frozenset[tuple[Role, int]]

    def scope(self, power: Power) -> Scope:
        """Where this person holds the power."""
        everywhere = any(power in ROLES[role].powers for role in self.authority_roles)
        ids = frozenset(school for role, school in self.school_roles if power in ROLES[role].powers)
        return Scope(everywhere, ids)

    def capacity(self, school_id: int | None = None) -> str:
        """The roles in which a person acts (at a school), as words for the audit trail."""
        here = {role for role, school in self.school_roles if school_id is None or school == school_id}
        return ", ".join(sorted(role.label for role in here | self.authority_roles))[:60]


NOWHERE = Standing(frozenset(), frozenset())


def standing_of(user: User | AnonymousUser) -> Standing:
    """Where this person stands today. Anonymous and inactive people stand nowhere."""
    if not isinstance(user, User) or not user.is_active:
        return NOWHERE
    cached = getattr(user, "_standing", None)
    if cached is None:
        cached = user._standing = _read(user)  # type: ignore[attr-defined]
    return cached


def forget_standing(user: User) -> None:
    """Read the standing again at the next question: for services that have just changed it."""
    user._standing = None  # type: ignore[attr-defined]
    forget_authority_roles(user)


def _read(user: User) -> Standing:
    today = timezone.localdate()
    own = Link.objects.active(today).filter(user=user).order_by()
    covered = Cover.objects.active(today).filter(user=user).order_by()
    # A union finds both by their indexes, where an OR would read every link there is.
    links = Link.objects.filter(pk__in=own.values("pk").union(covered.values("link"))).order_by()
    rows = links.values_list("capacity", "school_id")
    return Standing(
        authority_roles=authority_roles(user),
        school_roles=frozenset(
            (Role(capacity), school) for capacity, school in rows if capacity in SCHOOL_CAPACITIES
        ),
    )


def people_in(capacities: Iterable[str], school_id: int) -> models.QuerySet[User]:
    """Active people who stand with a school today in any of these capacities, stand-ins among them."""
    today, capacities = timezone.localdate(), list(capacities)
    live = Link.objects.active(today).filter(school_id=school_id, capacity__in=capacities)
    covers = Cover.objects.active(today).filter(link__school_id=school_id, link__capacity__in=capacities)
    either = models.Q(pk__in=live.values("user")) | models.Q(pk__in=covers.values("user"))
    return User.objects.filter(either, is_active=True)


def people_with(power: Power, school_id: int) -> models.QuerySet[User]:
    """Active people who hold the power at a school today by link or cover: whom a notice goes to."""
    return people_in(
        [r for r, spec in ROLES.items() if spec.reach == Reach.SCHOOL and power in spec.powers], school_id
    )


def people_across_authority_with(power: Power) -> models.QuerySet[User]:
    """Active people who hold the power across the authority by a role granted to them."""
    return holders_across_authority(power)


def people_standing_as(role: Role, school_id: int) -> models.QuerySet[User]:
    """Active people who stand with a school in one capacity today: its head of service, say."""
    return people_in([role], school_id)
