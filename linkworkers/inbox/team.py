"""A head of service's link workers and what each carries: the same rows for counts, lists and reassigning."""

from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from exclusions.concerns import conditions
from exclusions.concerns.models import Concern, ConcernQuerySet
from exclusions.protocol.models import Case
from linkworkers.inbox.queries import TRIAGING
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.models import Cover, Link
from schools.links.standing import Scope, standing_of

# In words of the queue's filter, in the order in which a team is looked at.
COUNTED = {
    "danger": "In danger",
    "overdue": "Overdue",
    "today": "Decide today",
    "unseen": "Not looked at in time",
}


def urgency_is(code: str, on: date) -> Q:
    """The condition of one urgency on concerns `with_clock()`. KeyError for no such urgency."""
    return {
        "danger": Q(in_danger=True),
        "overdue": conditions.overdue(on),
        "today": conditions.OPEN & Q(decide_by=on),
        "unseen": conditions.unseen(on),
        "paused": conditions.OPEN & Q(("paused_until__gte", on)),
    }[code]


def area_of(user: User | AnonymousUser) -> Scope:
    """The schools at which this person says who does the work."""
    return standing_of(user).scope(Power.ALLOCATE)


def open_concerns(user: User | AnonymousUser) -> ConcernQuerySet:
    """Open concerns that this person may give to somebody: of their area, as far as they read them."""
    return area_of(user).limit(Concern.objects.visible_to(user).open())


def workers_of(user: User | AnonymousUser) -> QuerySet[User]:
    """Active people who triage in the area today, and whoever else has a concern there still."""
    today, area = timezone.localdate(), area_of(user)
    links = area.limit(Link.objects.active(today).filter(capacity__in=TRIAGING))
    covers = area.limit(Cover.objects.active(today).filter(link__capacity__in=TRIAGING), "link__school_id")
    holding = open_concerns(user).order_by().values("taken_by")
    working = Q(pk__in=links.values("user")) | Q(pk__in=covers.values("user"))
    return User.objects.filter(working & Q(is_active=True) | Q(pk__in=holding))


def with_load(rows: QuerySet[User], user: User | AnonymousUser) -> QuerySet[User]:
    """Adds what each carries in this person's area: `concerns`, each of COUNTED, `cases` and `schools`."""
    today, area = timezone.localdate(), area_of(user)
    mine = open_concerns(user).filter(taken_by=OuterRef("pk"))
    cases = area.limit(Case.objects.visible_to(user).open()).filter(lead=OuterRef("pk"))
    links = Link.objects.active(today).filter(user=OuterRef("pk"), capacity__in=TRIAGING)
    counts = {code: _counted(mine.filter(urgency_is(code, today)), "taken_by") for code in COUNTED}
    return rows.annotate(
        concerns=_counted(mine, "taken_by"),
        cases=_counted(cases, "lead"),
        schools=_counted(area.limit(links), "user", "school"),
        **counts,
    )


def _counted(rows: QuerySet, holder: str, what: str = "pk") -> Coalesce:
    counted = rows.order_by().values(holder).annotate(n=Count(what, distinct=what != "pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def deciders_at(schools: Collection[int]) -> dict[User, set[int]]:
    """Who triages at any of these schools today, each with the schools at which they do; by name."""
    today = timezone.localdate()
    links = Link.objects.active(today).filter(school__in=schools, capacity__in=TRIAGING)
    covers = Cover.objects.active(today).filter(link__school__in=schools, link__capacity__in=TRIAGING)
    pairs = {*links.values_list("user", "school"), *covers.values_list("user", "link__school")}
    people = User.objects.filter(is_active=True).in_bulk({user for user, _ in pairs})
    found: dict[User, set[int]] = {}
    for user, school in pairs:
        if user in people:
            found.setdefault(people[user], set()).add(school)
    return dict(sorted(found.items(), key=lambda pair: (pair[0].name, pair[0].pk)))
