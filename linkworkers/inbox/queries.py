"""The lists of the inbox, each said once: tabs, counts, cards on the home page and "next" all ask here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from exclusions.concerns import conditions
from exclusions.concerns.models import (
    Concern,
    ConcernQuerySet,
    ConcernSubject,
    Pause,
    PauseEnd,
    Proposal,
    Triage,
)
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.accounts.roles import ROLES
from schools.links.models import Cover
from schools.links.standing import standing_of
from schools.pupils.models import Pupil, PupilQuerySet

# How long a decision stays on the tab of what was decided.
DECIDED_DAYS = 90
# In these capacities at a school people triage its concerns.
TRIAGING = [role for role, spec in ROLES.items() if Power.TRIAGE in spec.powers]


@dataclass(frozen=True)
class Tab:
    """One list of the inbox: which of the concerns somebody triages belong to it, and in which order."""

    code: str
    label: str
    empty: str
    which: Callable[[User, date], Q]
    order: tuple[str, ...] = ()


def _decided(user: User, on: date) -> Q:
    # A moment, not `__date`: the database would turn every decision of these schools into a day first.
    first_day = on - timedelta(days=DECIDED_DAYS - 1)
    return Q(triage__decided_at__gte=timezone.make_aware(datetime.combine(first_day, time.min)))


def _waiting(user: User, on: date) -> Q:
    """Those that wait for a link worker, and those whose question has stopped the clock as long as it may."""
    ran_out = Pause.objects.filter(ended_how=PauseEnd.LIMIT).order_by()
    return conditions.WAITING | conditions.WITH_SCHOOL & Q(pk__in=ran_out.values("concern"))


def _to_sign(user: User, on: date) -> Q:
    """Proposed by a colleague: somebody else signs."""
    waiting = Proposal.objects.live().exclude(proposed_by=user)
    return conditions.OPEN & Q(pk__in=waiting.order_by().values("concern"))


def _covering(user: User, on: date) -> Q:
    """Open, at a school where this person stands in today for somebody who triages."""
    covers = Cover.objects.active(on).filter(user=user, link__capacity__in=TRIAGING)
    return conditions.OPEN & Q(school__in=covers.order_by().values("link__school"))


TABS = {
    tab.code: tab
    for tab in (
        Tab(
            "waiting",
            "Waiting for me to act",
            "Nothing waits for you. Well done.",
            _waiting,
        ),
        Tab(
            "mine",
            "Mine",
            "You have taken no concern that is still open.",
            lambda user, on: conditions.OPEN & Q(taken_by=user),
        ),
        Tab(
            "unclaimed",
            "Unclaimed",
            "Somebody has taken every open concern of your schools.",
            lambda user, on: conditions.OPEN & Q(taken_by=None),
        ),
        Tab(
            "covering",
            "Covering",
            "Nothing is open at schools where you stand in for a colleague.",
            _covering,
        ),
        Tab(
            "school",
            "Waiting for the school",
            "No school owes you an answer.",
            lambda user, on: conditions.WITH_SCHOOL,
        ),
        Tab(
            "sign",
            "To sign",
            "No decision of a colleague waits for a second person.",
            _to_sign,
        ),
        Tab(
            "overdue",
            "Overdue",
            "No concern is overdue.",
            lambda user, on: conditions.overdue(on),
        ),
        Tab(
            "decided",
            "Decided",
            f"Nothing was decided in the last {DECIDED_DAYS} days.",
            _decided,
            order=("-triage__decided_at", "-pk"),
        ),
    )
}
FIRST_TAB = "waiting"


def tab_rows(code: str, user: User, on: date | None = None) -> ConcernQuerySet:
    """The concerns of one tab of this person's inbox, most urgent first. KeyError for no such tab."""
    tab = TABS[code]
    rows = Concern.objects.for_triage_by(user).filter(tab.which(user, on or timezone.localdate()))
    return rows.order_by(*tab.order) if tab.order else rows.most_urgent_first()


def tab_counts(user: User, on: date | None = None, only: Iterable[str] = TABS) -> dict[str, int]:
    """How many concerns stand on each tab, in one query: the length of exactly the list behind it."""
    today = on or timezone.localdate()
    counts = {code: Count("pk", filter=TABS[code].which(user, today)) for code in only}
    return Concern.objects.for_triage_by(user).aggregate(**counts)


def next_after(user: User, reference: str = "") -> Concern | None:
    """The most urgent concern that waits for this person; after a given one, the one that follows it.

    After the last, or after one that no longer waits, the most urgent again; None when nothing waits.
    """
    waiting = list(tab_rows(FIRST_TAB, user).values_list("reference", flat=True))
    if reference in waiting:
        place = waiting.index(reference) + 1
        waiting = waiting[place:] + waiting[:place]
    return Concern.objects.get(reference=waiting[0]) if waiting else None


def with_known(rows: ConcernQuerySet, user: User) -> ConcernQuerySet:
    """Adds how many earlier concerns and open cases the pupils of each have, as far as `user` sees them."""
    together = ConcernSubject.objects.filter(pupil__concern_parts__concern=OuterRef("pk"))
    seen = Concern.objects.visible_to(user)
    earlier = together.filter(concern__raised_at__lt=OuterRef("raised_at"), concern__in=seen)
    cases = Case.objects.visible_to(user).open().filter(pupil__concern_parts__concern=OuterRef("pk"))
    return rows.annotate(known_concerns=_distinct(earlier, "concern"), known_cases=_distinct(cases, "pk"))


def _distinct(rows: models.QuerySet, column: str) -> Coalesce:
    """A subquery that counts each value of a column once, without grouping the outer rows."""
    counted = Func(F(column), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    return Coalesce(Subquery(rows.order_by().annotate(n=counted).values("n"), output_field=IntegerField()), 0)


def pupils_of(concern: Concern) -> list[Pupil]:
    """The pupils of a concern read `for_list()`, those it is about first."""
    return [s.pupil for s in sorted(concern.subjects.all(), key=lambda s: (s.part, s.pk))]


def _children_of(concern: Concern) -> PupilQuerySet:
    """Every record of the pupils of a concern, second ones of the same child among them."""
    return Pupil.objects.same_children(concern.subjects.values("pupil"))


def earlier_concerns(concern: Concern, user: User, most: int = 10) -> list[Concern]:
    """Other concerns about the same pupils that this person may read, the latest first."""
    others = ConcernSubject.objects.filter(pupil__in=_children_of(concern))
    rows = Concern.objects.visible_to(user).exclude(pk=concern.pk).filter(pk__in=others.values("concern"))
    return list(rows.select_related("school", "triage").order_by("-raised_at", "-pk")[:most])


def cases_of(concern: Concern, user: User) -> list[Case]:
    """Cases of the same pupils that this person may see, open ones first."""
    rows = Case.objects.visible_to(user).filter(pupil__in=_children_of(concern))
    return list(rows.select_related("stage", "pupil", "outcome").order_by("-state", "-opened_at", "-pk"))


def earlier_advice(concern: Concern, user: User, most: int = 5) -> list[Triage]:
    """The last replies to this concern's school that this person may read, whoever wrote them."""
    seen = Concern.objects.visible_to(user).filter(school=concern.school_id).exclude(pk=concern.pk)
    decided = Triage.objects.filter(concern__in=seen)
    return list(decided.select_related("on_concern", "decided_by").order_by("-decided_at", "-pk")[:most])


def standing_words(user: User, concern: Concern) -> str:
    """The capacity in which somebody acts on a concern, for the audit trail."""
    return standing_of(user).capacity(concern.school_id)
