"""Who stands with which school and where somebody is missing."""

from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.models import Case
from linkworkers.diary.models import DiaryEntry
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from schools.links.models import FROM_THE_AUTHORITY, ContactCheck, Cover, Link
from schools.links.standing import standing_of
from schools.register.models import School

# A link that ends within so many days wants a successor now.
SOON = timedelta(days=30)
NONE, ENDING, COVERED, STEADY = "none", "ending", "covered", "steady"
# Each school has exactly one of these, asked in this order.
STATES = {
    NONE: "No lead",
    ENDING: "Ends within 30 days",
    COVERED: "Covered",
    STEADY: "In place",
}
COLOURS = {NONE: "red", ENDING: "yellow", COVERED: "blue", STEADY: "green"}


def schools_of(user: User | AnonymousUser) -> QuerySet[School]:
    """The live schools whose coverage a person sees."""
    return standing_of(user).scope(Power.SEE_COVERAGE).limit(School.objects.live(), "pk")


def with_state(rows: QuerySet[School], on: date | None = None) -> QuerySet[School]:
    """Adds `has_lead`, `lead_lasts` and `lead_covered`: what `state_is` asks."""
    today = on or timezone.localdate()
    leads = Link.objects.filter(school=OuterRef("pk"), capacity=Role.LEAD_SOCIAL_WORKER, user__is_active=True)
    covers = Cover.objects.active(today).filter(
        link__school=OuterRef("pk"), link__capacity=Role.LEAD_SOCIAL_WORKER, user__is_active=True
    )
    return rows.annotate(
        has_lead=Exists(leads.active(today)),
        # Somebody stands there in 30 days, be it this lead or the next.
        lead_lasts=Exists(leads.active(today + SOON)),
        lead_covered=Exists(covers),
    )


def state_is(code: str) -> Q:
    """The condition of one state on rows `with_state`. KeyError for no such state."""
    return {
        NONE: Q(has_lead=False),
        ENDING: Q(has_lead=True, lead_lasts=False),
        COVERED: Q(has_lead=True, lead_lasts=True, lead_covered=True),
        STEADY: Q(has_lead=True, lead_lasts=True, lead_covered=False),
    }[code]


def state_of(school: School) -> str:
    """The state of a row `with_state`."""
    if not school.has_lead:  # type: ignore[attr-defined]
        return NONE
    if not school.lead_lasts:  # type: ignore[attr-defined]
        return ENDING
    return COVERED if school.lead_covered else STEADY  # type: ignore[attr-defined]


def count_by_state(rows: QuerySet[School]) -> dict[str, int]:
    """How many schools are in each state, in one query."""
    counts = {code: Count("pk", filter=state_is(code)) for code in STATES}
    return with_state(rows.order_by()).aggregate(**counts)


def with_people(rows: QuerySet[School], on: date | None = None) -> QuerySet[School]:
    """Adds what a row shows: `standing` (links not over, with people and their `stand_ins`), `lead_ended_on`,
    `last_contact`, the day of the diary’s last entry, and `checked_at`, when the school last looked through
    its people.
    """
    today = on or timezone.localdate()
    links = Link.objects.not_over(today).filter(capacity__in=FROM_THE_AUTHORITY).with_people(today)
    past = Link.objects.filter(
        school=OuterRef("pk"), capacity=Role.LEAD_SOCIAL_WORKER, starts_on__lte=today
    ).order_by("-ends_on", "-pk")
    seen = DiaryEntry.objects.done().filter(school=OuterRef("pk")).order_by("-on")
    checks = ContactCheck.objects.filter(school=OuterRef("pk")).order_by("-checked_at")
    return rows.annotate(
        lead_ended_on=Subquery(past.values("ends_on")[:1]),
        last_contact=Subquery(seen.values("on")[:1]),
        checked_at=Subquery(checks.values("checked_at")[:1]),
    ).prefetch_related(Prefetch("links", links, to_attr="standing"))


def workers_of(user: User | AnonymousUser) -> QuerySet[User]:
    """Active people who stand for the authority with schools that this person sees, stand-ins among them."""
    today, scope = timezone.localdate(), standing_of(user).scope(Power.SEE_COVERAGE)
    links = scope.limit(Link.objects.active(today).filter(capacity__in=FROM_THE_AUTHORITY))
    covers = scope.limit(Cover.objects.active(today), "link__school_id")
    either = Q(pk__in=links.values("user")) | Q(pk__in=covers.values("user"))
    return User.objects.filter(either, is_active=True)


def with_load(rows: QuerySet[User]) -> QuerySet[User]:
    """Adds what each person carries, at all their schools: schools, covers, open work and what is late."""
    today = timezone.localdate()
    mine = OuterRef("pk")
    links = Link.objects.active(today).filter(user=mine, capacity__in=FROM_THE_AUTHORITY)
    covers = Cover.objects.active(today).filter(user=mine)
    concerns = Concern.objects.unsealed().open().filter(taken_by=mine)
    cases = Case.objects.open().filter(lead=mine)
    return rows.annotate(
        schools_held=_counted(links, "user", "school"),
        schools_covered=_counted(covers, "user", "link__school"),
        concerns_held=_counted(concerns, "taken_by"),
        concerns_late=_counted(concerns.overdue(today), "taken_by"),
        cases_held=_counted(cases, "lead"),
        cases_late=_counted(cases.overdue(today), "lead"),
    )


def _counted(rows: QuerySet, holder: str, what: str = "pk") -> Coalesce:
    counted = rows.order_by().values(holder).annotate(n=Count(what, distinct=what != "pk")).values("n")
    return Coalesce(Subquery(counted), 0)
