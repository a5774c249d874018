"""Concerns whose promised day has passed: told to their owner, then step by step further up (decision 52).

Days are school days of the concern's school. Nothing here knows a pause: a clock that stands has moved the
day due, and while it stands nobody is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from exclusions.concerns import conditions
from exclusions.concerns import services as concerns
from exclusions.concerns.models import Concern, ConcernQuerySet, Seal
from linkworkers.inbox.enums import Clock, Rung
from linkworkers.inbox.models import Escalation
from linkworkers.inbox.queries import TRIAGING
from linkworkers.inbox.services import inbox_path
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.templatetags.portal import short_date
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.calendars.services import calendar_for
from schools.links.models import Cover, Link

OVERDUE = "concern.overdue"
WORDS = {
    Clock.ACKNOWLEDGE: "nobody has looked at it; that was due on {}.",
    Clock.DECIDE: "the decision is overdue since {}.",
}


@dataclass(frozen=True)
class Late:
    """Which promise was broken, on which day, and how many school days ago: one at least."""

    clock: Clock
    due_on: date
    days: int


def chase_overdue(on: date) -> list[Notice]:
    """Take every step that is due for open concerns that were to be acknowledged or decided before `on`.

    On school days of their school, once a day for each, and safe to run as often as one likes: the owner is
    told each day, everybody else on the day of their step. Gives back the notices sent.
    """
    notices: list[Notice] = []
    late = _late_on(on).order_by("decide_by", "pk")
    for concern_id in late.values_list("pk", flat=True):
        notices += _chase(concern_id, on)
    return notices


def _late_on(on: date) -> ConcernQuerySet:
    late = conditions.overdue(on) | conditions.unseen(on)
    runs = Q(("paused_until", None)) | Q(("paused_until__lt", on))
    return Concern.objects.with_clock().filter(late & runs)


@transaction.atomic
def _chase(concern_id: int, on: date) -> list[Notice]:
    # The lock keeps two workers from telling the same people twice.
    rows = _late_on(on).select_for_update(of=("self",)).select_related("school", "taken_by")
    concern = rows.filter(pk=concern_id).first()
    if concern is None:
        return []
    late = late_by(concern, on)
    if late is None or _told_today(concern, on):
        return []
    steps = _steps(concern, late, on)
    people = {person.pk: person for _, told in steps for person in told}
    people |= {person.pk: person for person in people_on(concern, Rung.OWNER, on)}
    sent = _tell(concern, people.values(), late) + _ask_to_name(concern)
    for rung, told in steps:
        _keep(concern, late, on, rung, told)
    if sent or steps:
        detail = {
            "clock": late.clock,
            "days_late": late.days,
            "told": len(sent),
            "steps": [rung.value for rung, _ in steps],
        }
        record(by=None, kind=Kind.CHANGE, verb="concern.chase", about=[concern.reference], detail=detail)
    return sent


def late_by(concern: Concern, on: date) -> Late | None:
    """What is late; None where nothing is, or where `on` is no school day of the concern's school."""
    calendar = calendar_for(concern.school_id)
    if not calendar.is_school_day(on):
        return None
    if concern.decide_by < on:
        return Late(Clock.DECIDE, concern.decide_by, max(1, calendar.count(concern.decide_by, on)))
    if concern.acknowledged_at is None and concern.acknowledge_by < on:
        days = max(1, calendar.count(concern.acknowledge_by, on))
        return Late(Clock.ACKNOWLEDGE, concern.acknowledge_by, days)
    return None


def rungs_reached(late: Late, *, in_danger: bool) -> list[Rung]:
    """Who is to know of it by now. Where somebody was in danger the head of service comes with the deputy;
    the board hears of decisions alone.
    """
    after = dict(zip(Rung, settings.TRIAGE_ESCALATION_DAYS, strict=True))
    if in_danger:
        after[Rung.HEAD] = min(after[Rung.HEAD], after[Rung.DEPUTY])
    if late.clock == Clock.ACKNOWLEDGE:
        del after[Rung.BOARD]
    return [rung for rung, days in after.items() if late.days >= days]


def _told_today(concern: Concern, on: date) -> bool:
    return Notice.objects.filter(kind=OVERDUE, about=concern.reference, created_at__date__gte=on).exists()


def _steps(concern: Concern, late: Late, on: date) -> list[tuple[Rung, list[User]]]:
    """The steps to take today with whom they tell. Where nobody stands on a rung, the next is told at once,
    and the empty one stays to be taken once somebody does.
    """
    taken = set(
        Escalation.objects.filter(concern=concern, clock=late.clock, due_on=late.due_on).values_list(
            "rung", flat=True
        )
    )
    reached = rungs_reached(late, in_danger=concern.in_danger)
    steps: list[tuple[Rung, list[User]]] = []
    for rung in (Rung.OWNER, Rung.DEPUTY, Rung.HEAD):
        if rung not in reached:
            continue
        told = people_on(concern, rung, on)
        if not told:
            reached += _next(rung)
        elif rung not in taken:
            steps.append((rung, told))
    if Rung.BOARD in reached and Rung.BOARD not in taken:
        steps.append((Rung.BOARD, people_on(concern, Rung.HEAD, on)))
    return steps


def _next(rung: Rung) -> list[Rung]:
    return {Rung.OWNER: [Rung.DEPUTY], Rung.DEPUTY: [Rung.HEAD]}.get(rung, [])


def people_on(concern: Concern, rung: Rung, on: date) -> list[User]:
    """Who stands on a rung today: whoever is away is stood in for, and of a sealed concern those it names."""
    if rung == Rung.OWNER:
        found = _owner(concern, on)
    else:
        role = Role.DEPUTY_SOCIAL_WORKER if rung == Rung.DEPUTY else Role.HEAD_OF_SERVICE
        found = _at_work(_links(concern, on).filter(capacity=role))
    among = User.objects.filter(pk__in=[person.pk for person in found], is_active=True)
    return list(concerns.readers_among(concern, among).order_by("name", "pk"))


def _owner(concern: Concern, on: date) -> list[User]:
    """Who has taken it, as long as they may decide it; else the school's lead social worker."""
    holder = concern.taken_by
    if holder is not None and concerns.possible_holders(concern).filter(pk=holder.pk).exists():
        own = _links(concern, on).filter(user=holder, capacity__in=TRIAGING)
        return _at_work(own) or [holder]
    return _at_work(_links(concern, on).filter(capacity=Role.LEAD_SOCIAL_WORKER))


def _links(concern: Concern, on: date) -> QuerySet[Link]:
    covers = Cover.objects.active(on).filter(user__is_active=True).select_related("user")
    rows = Link.objects.active(on).filter(school=concern.school_id).select_related("user")
    return rows.prefetch_related(Prefetch("covers", covers, to_attr="stand_ins"))


def _at_work(links: Iterable[Link]) -> list[User]:
    """Who does the work of these links today: the stand-in of whoever is away."""
    found = []
    for link in links:
        stand_ins = [cover.user for cover in link.stand_ins]  # type: ignore[attr-defined]
        found += stand_ins or ([link.user] if link.user.is_active else [])
    return found


def _tell(concern: Concern, people: Iterable[User], late: Late) -> list[Notice]:
    people = list(people)
    deciders = set(concerns.possible_holders(concern).values_list("pk", flat=True))
    text = f"{concern.reference}: {WORDS[late.clock].format(short_date(late.due_on))}"
    sent: list[Notice] = []
    # A head of service reads concerns and decides none: their link leads to the record.
    for leads_to, may_decide in ((inbox_path(concern), True), (concern.get_absolute_url(), False)):
        some = [person for person in people if (person.pk in deciders) is may_decide]
        sent += notify(people=some, kind=OVERDUE, text=text, about=concern.reference, leads_to=leads_to)
    return sent


def _ask_to_name(concern: Concern) -> list[Notice]:
    """A sealed concern whose link workers have all gone: those who still read it name another."""
    sealed = Seal.objects.live().filter(concern=concern).exists()
    if not sealed or concerns.possible_holders(concern).exists():
        return []
    return notify(
        people=concerns.readers_among(concern, concerns.possible_readers(concern)),
        kind=OVERDUE,
        text=f"{concern.reference}: sealed, and nobody is left who may decide it. Name a link social worker.",
        about=concern.reference,
        leads_to=reverse("concerns:seal", args=[concern.reference]),
    )


def _keep(concern: Concern, late: Late, on: date, rung: Rung, told: Iterable[User]) -> None:
    step = Escalation.objects.create(
        concern=concern, clock=late.clock, rung=rung, due_on=late.due_on, on=on, days_late=late.days
    )
    step.told.set(told)
