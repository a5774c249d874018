"""Finding a person by name or email address among some."""

from django.db.models import Q, QuerySet

from portal.accounts.models import User

MOST_FOUND = 20


def sought_in(typed: str) -> str:
    """What was typed into the search box, fit for a query."""
    return typed.replace("\0", "").strip()[:100]


def find_people(people: QuerySet[User], sought: str) -> list[User]:
    """Those with every word in their name or email address; none without a search."""
    if not sought:
        return []
    for word in sought.split()[:5]:
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(people.order_by("name", "pk")[:MOST_FOUND])
