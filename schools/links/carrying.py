"""When a school is followed by another, links do not follow by themselves: an administrator carries them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from schools.links.models import Link, LinkQuerySet
from schools.links.services import add_link, cancel_link, end_link
from schools.links.standing import standing_of
from schools.register.enums import LIVE_STATUSES
from schools.register.models import School, SchoolSuccession


def successions_to_carry() -> QuerySet[SchoolSuccession]:
    """Successions to a live school whose predecessor still has links of people who are here."""
    left = Link.objects.not_over(timezone.localdate()).filter(
        school=OuterRef("predecessor"), user__is_active=True
    )
    rows = SchoolSuccession.objects.filter(Exists(left), successor__status__in=LIVE_STATUSES)
    return rows.select_related("predecessor", "successor").order_by("successor__name", "pk")


def opening_day(succession: SchoolSuccession) -> date:
    """The first day of the successor, as the register says it; today where it says none."""
    return succession.successor.opened_on or succession.linked_on or timezone.localdate()


def links_to_carry(predecessor: School) -> LinkQuerySet:
    """What would be carried over: links that are not over, of people who can sign in."""
    rows = Link.objects.not_over(timezone.localdate()).filter(school=predecessor, user__is_active=True)
    return rows.select_related("user", "school").order_by("capacity", "starts_on", "pk")


@transaction.atomic
def carry_over(*, succession: SchoolSuccession, by: User) -> list[Link]:
    """Same people and capacities at the successor from its first day; over at the predecessor the day before.

    Who stands with the successor already in a capacity keeps it, and nobody is put beside or in place of
    them. Open work stays with the school it is about, and its holder keeps it until it is handed over.
    Raises Refused where nothing is left to carry.
    """
    first, today = opening_day(succession), timezone.localdate()
    # In one order, so that two people at once do not wait for each other.
    pair = sorted((succession.predecessor_id, succession.successor_id))
    list(School.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
    links = list(links_to_carry(succession.predecessor))
    if not links:
        raise Refused("There is no link left to carry over.")
    taken = set(succession.successor.links.not_over(first).values_list("capacity", flat=True))
    made = [
        add_link(
            user=link.user,
            school=succession.successor,
            capacity=link.capacity,
            starts_on=max(first, link.starts_on),
            ends_on=link.ends_on,
            note=link.note,
            by=by,
        )
        for link in links
        if link.capacity not in taken and (link.ends_on is None or link.ends_on >= first)
    ]
    _end(links, first - timedelta(days=1), today, by)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="link.carry_over",
        about=[str(succession.predecessor.urn), str(succession.successor.urn)],
        capacity=standing_of(by).capacity(),
        detail={"carried": len(made), "ended": len(links), "first_day": first.isoformat()},
    )
    return made


def _end(links: Iterable[Link], last: date, today: date, by: User) -> None:
    """End links on a day; one that begins after it is taken back, or ends at once where it has begun."""
    for link in links:
        if link.ends_on is not None and link.ends_on <= last:
            continue
        if link.starts_on > last and link.starts_on > today:
            cancel_link(link=link, by=by)
        else:
            end_link(link=link, ends_on=max(last, link.starts_on), by=by)
