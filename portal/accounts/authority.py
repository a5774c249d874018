"""Powers that a role grant gives across the authority: what the floor may ask without knowing links."""

import rules
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from portal.accounts.enums import Power, Reach, Role
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import ROLES


def authority_roles(user: User) -> frozenset[Role]:
    """The authority roles a person holds now, read once per request.

    A stored code that no longer names an authority role gives no power.
    """
    # By attribute, not by `__dict__`: request.user is a lazy object around the same person.
    held: frozenset[Role] | None = getattr(user, "_authority_roles", None)
    if held is None:
        codes = RoleGrant.objects.active().filter(user=user).values_list("role", flat=True)
        known = (Role(code) for code in codes if code in Role)
        held = frozenset(role for role in known if ROLES[role].reach == Reach.AUTHORITY)
        user._authority_roles = held  # type: ignore[attr-defined]
    return held


def forget_authority_roles(user: User) -> None:
    """Read the roles again at the next question: for services that have just changed them."""
    user._authority_roles = None  # type: ignore[attr-defined]


def may(user: User | AnonymousUser, power: Power) -> bool:
    """Whether an authority role of this person carries the power."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(power in ROLES[role].powers for role in authority_roles(user))


def holders_across_authority(power: Power) -> QuerySet[User]:
    """Active people who hold the power across the authority by a role granted to them."""
    roles = [r for r, spec in ROLES.items() if spec.reach == Reach.AUTHORITY and power in spec.powers]
    granted = RoleGrant.objects.active().filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=granted.values("user"))


def holds_across_authority(power: Power) -> rules.Predicate:
    """The predicate of `may()`, for permissions of the floor's rooms."""

    @rules.predicate(f"authority:{power.value}")
    def predicate(user: User | AnonymousUser) -> bool:
        return may(user, power)

    return predicate
