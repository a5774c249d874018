"""Predicates from which the rooms above build their permissions."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.models import FROM_THE_AUTHORITY
from schools.links.standing import standing_of


def holds(power: Power) -> rules.Predicate:
    """The person holds the power at the record's school, or anywhere where no record is named.

    A record is anything with a `school_id`, or a School itself.
    """

    @rules.predicate(f"holds:{power.value}")
    def predicate(user: User | AnonymousUser, record: Any = None) -> bool:
        scope = standing_of(user).scope(power)
        if record is None:
            return bool(scope)
        return getattr(record, "school_id", record.pk) in scope

    return predicate


@rules.predicate
def works_with(user: User | AnonymousUser, school: Any = None) -> bool:
    """The person stands with the school in any capacity, or works for the authority (domain.md 8.5, T2)."""
    standing = standing_of(user)
    if standing.authority_roles or any(role in FROM_THE_AUTHORITY for role, _ in standing.school_roles):
        return True
    return school is not None and any(school.pk == here for _, here in standing.school_roles)


rules.add_perm("links.manage_links", holds(Power.MANAGE_LINKS))
rules.add_perm("links.keep_contacts", holds(Power.KEEP_CONTACTS))
rules.add_perm("links.see_school_staff", works_with)
