"""Who works in Northmere and stands with which school: heads, DSLs, link workers, officers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant, User
from portal.demo.accounts import ACCOUNTS, BY_ROLE, DOMAIN, PASSWORD
from portal.demo.places import Place, how_many
from portal.demo.references import References
from portal.demo.words import adult_name, pick
from schools.links.models import Link

# How many a borough has.
LEADS, DEPUTIES, AREAS = 12, 6, 4
OFFICERS = {
    Role.INCLUSION_OFFICER: 3,
    Role.BOARD_MEMBER: 4,
    Role.CONTENT_EDITOR: 2,
    Role.DATA_PROTECTION_OFFICER: 1,
    Role.ADMINISTRATOR: 1,
    Role.VIRTUAL_SCHOOL_HEAD: 1,
}
COUNCIL = "Northmere Council"
AVAILABILITY = ("usually answers today", "answers within a day", "best before 10 or after 4", "")
SCHOOL_CAPACITIES = (Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL)
ALSO_AT_THE_KNOWN_SCHOOL = (
    Role.INCLUSION_LEAD,
    Role.SENCO,
    Role.SCHOOL_STAFF,
    Role.ON_SITE_SOCIAL_WORKER,
)
# One school in so many has no lead social worker today, so that the gap shows.
ONE_GAP_IN = 45
FLUSH_AT = 4_000


@dataclass(frozen=True)
class Holding:
    """A link, as little as later steps need of it."""

    capacity: Role
    user_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Staff:
    """Makes people and links, and answers who stood with a school in a capacity on a day."""

    def __init__(self, rng: Random, today: date, joined_at: datetime) -> None:
        self.rng, self.today, self.joined_at = rng, today, joined_at
        self.references = References("U", 5, rng)
        # One hash for all: they share the password, and hashing is slow on purpose.
        self.password = make_password(PASSWORD)
        self.made = 0
        self.people: list[User] = []
        self.links: list[Link] = []
        self.holdings: dict[int, list[Holding]] = defaultdict(list)

    def person(
        self, role: Role, agency: str, *, name: str = "", is_active: bool = True, known: bool = False
    ) -> User:
        """A new person, not yet written; `known` gives the demo account of the role."""
        self.made += 1
        account = BY_ROLE[role] if known else None
        name = name or adult_name(self.rng)
        user = User(
            reference=next(self.references),
            email=account.email if account else f"{name.replace(' ', '.')}{self.made}@{DOMAIN}".lower(),
            name=account.name if account else name,
            job_title=role.label,
            agency=agency,
            phone=f"020 7946 0{101 + self.made % 899}",
            availability=pick(self.rng, AVAILABILITY),
            is_active=is_active,
            joined_at=self.joined_at,
            password=self.password,
        )
        self.people.append(user)
        return user

    def link(
        self, user: User, place: Place, role: Role, starts_on: date, ends_on: date | None = None
    ) -> None:
        self.links.append(
            Link(user=user, school=place.school, capacity=role, starts_on=starts_on, ends_on=ends_on)
        )

    def flush(self) -> None:
        User.objects.bulk_create(self.people)
        Link.objects.bulk_create(self.links)
        for link in self.links:
            self.holdings[link.school_id].append(
                Holding(Role(link.capacity), link.user_id, link.starts_on, link.ends_on)
            )
        self.people, self.links = [], []

    def holder(self, school_id: int, roles: Iterable[Role], on: date) -> tuple[Role, int] | None:
        """Who stood with a school on a day in the first of these capacities that anybody held."""
        for role in roles:
            found = [h for h in self.holdings[school_id] if h.capacity == role and h.holds(on)]
            if found:
                return role, pick(self.rng, found).user_id
        return None

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(least, most))


def make_people(staff: Staff, places: list[Place], scale: float) -> list[int]:
    """Everybody, their links and their grants. Gives back the ids of the inclusion officers."""
    _make_link_workers(staff, places, scale)
    staff.flush()
    for n, place in enumerate(places):
        _staff_school(staff, place, known=n == 0)
        if len(staff.people) > FLUSH_AT:
            staff.flush()
    staff.flush()
    return _make_officers(staff, scale)


def _make_link_workers(staff: Staff, places: list[Place], scale: float) -> None:
    """Schools go round the patches in turn, so that each patch has a bit of every kind."""
    leads = _team(staff, Role.LEAD_SOCIAL_WORKER, how_many(LEADS, scale))
    deputies = _team(staff, Role.DEPUTY_SOCIAL_WORKER, how_many(DEPUTIES, scale))
    heads = _team(staff, Role.HEAD_OF_SERVICE, how_many(AREAS, scale))
    officers = _team(staff, Role.WELFARE_OFFICER, how_many(AREAS, scale))
    former = staff.person(Role.LEAD_SOCIAL_WORKER, COUNCIL, is_active=False)
    gap = min(17, len(places) - 1)
    for n, place in enumerate(places):
        patch = n % len(leads)
        area = patch % len(heads)
        lead_from = staff.days_ago(800, 1400)
        if n % ONE_GAP_IN == gap:
            staff.link(leads[patch], place, Role.LEAD_SOCIAL_WORKER, lead_from, staff.days_ago(15, 25))
        else:
            if staff.rng.random() < 0.25:
                changed_on = staff.days_ago(90, 600)
                before = former if patch % 3 else leads[(patch + 1) % len(leads)]
                staff.link(before, place, Role.LEAD_SOCIAL_WORKER, lead_from, changed_on)
                lead_from = changed_on + timedelta(days=1)
            staff.link(leads[patch], place, Role.LEAD_SOCIAL_WORKER, lead_from)
        deputy = deputies[patch // 2 % len(deputies)]
        staff.link(deputy, place, Role.DEPUTY_SOCIAL_WORKER, staff.days_ago(740, 1100))
        staff.link(heads[area], place, Role.HEAD_OF_SERVICE, staff.days_ago(740, 1800))
        staff.link(officers[area], place, Role.WELFARE_OFFICER, staff.days_ago(740, 1500))


def _team(staff: Staff, role: Role, count: int) -> list[User]:
    return [staff.person(role, COUNCIL, known=n == 0) for n in range(count)]


def _staff_school(staff: Staff, place: Place, *, known: bool) -> None:
    """Head, DSL and one or two deputies; sometimes the one before them too. The known school's are known."""
    name = place.school.name
    for role in SCHOOL_CAPACITIES:
        starts_on = staff.days_ago(800, 3000)
        if not known and staff.rng.random() < 0.15:
            changed_on = staff.days_ago(60, 700)
            before = staff.person(role, name, is_active=False)
            staff.link(before, place, role, starts_on, changed_on)
            starts_on = changed_on + timedelta(days=1)
        own_name = place.school.head_name if role == Role.HEADTEACHER else ""
        staff.link(staff.person(role, name, name=own_name, known=known), place, role, starts_on)
    if staff.rng.random() < 0.5:
        staff.link(staff.person(Role.DEPUTY_DSL, name), place, Role.DEPUTY_DSL, staff.days_ago(30, 900))
    if known:
        for role in ALSO_AT_THE_KNOWN_SCHOOL:
            agency = COUNCIL if role == Role.ON_SITE_SOCIAL_WORKER else name
            user = staff.person(role, agency, known=True)
            staff.link(user, place, role, staff.days_ago(30, 400))


def _make_officers(staff: Staff, scale: float) -> list[int]:
    """People with a role across the authority. Only inclusion officers grow in number with the schools."""
    people: dict[Role, list[User]] = {}
    for role, count in OFFICERS.items():
        count = how_many(count, scale) if role == Role.INCLUSION_OFFICER else count
        people[role] = _team(staff, role, count)
    staff.flush()
    administrator = people[Role.ADMINISTRATOR][0]
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_at=staff.joined_at, granted_by=administrator)
        for role, team in people.items()
        for user in team
    )
    editors, _ = Group.objects.get_or_create(name=Role.CONTENT_EDITOR.value)
    editors.user_set.add(*people[Role.CONTENT_EDITOR])
    return [user.pk for user in people[Role.INCLUSION_OFFICER]]


def demo_people() -> dict[Role, User]:
    """The accounts one can sign in as, by role; empty where the demo is not loaded."""
    found = {user.email: user for user in User.objects.filter(email__in=[a.email for a in ACCOUNTS])}
    return {a.role: found[a.email] for a in ACCOUNTS if a.email in found}
