"""Open work and who holds it: rooms above say what it is, links hand it over when a person goes.

    register(WorkKind("concerns", "open concern", Power.TRIAGE, "taken_by", _open, _late, _hand_over))

in an app's `ready()`. Nothing here knows a concern or a case.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Power, Reach, Role
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import ROLES
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.notices.services import notify
from schools.links.models import Cover, Handover, Link
from schools.links.standing import people_across_authority_with, people_with, standing_of
from schools.register.models import School


@dataclass(frozen=True)
class WorkKind:
    """A kind of open work at schools.

    `holder` is the field that names who has it, `open()` the open rows, `late(on)` which of them are
    overdue. `hand_over(rows, to, by)` gives rows to another person in the caller's transaction,
    writes that down, and answers their references and paths. Only who holds `power` at the school
    may receive.
    """

    code: str
    noun: str
    power: Power
    holder: str
    open: Callable[[], models.QuerySet[Any]]
    late: Callable[[date], Q]
    hand_over: Callable[[models.QuerySet[Any], User, User], list[tuple[str, str]]]


_kinds: list[WorkKind] = []


def register(kind: WorkKind) -> None:
    """Add a kind of work. Called once at start-up by each room."""
    if kind.code not in {known.code for known in _kinds}:
        _kinds.append(kind)


def kinds() -> tuple[WorkKind, ...]:
    """Every kind that a room has registered."""
    return tuple(_kinds)


@dataclass(frozen=True)
class Held:
    """How much of one kind a person holds at a school."""

    kind: WorkKind
    user_id: int
    school_id: int
    count: int
    late: int

    def __str__(self) -> str:
        return f"{self.count} {self.kind.noun}{'' if self.count == 1 else 's'}"


def work_held(*, people: Collection[int] | None = None, schools: Collection[int] | None = None) -> list[Held]:
    """What people (ids; None: anybody) hold at schools (ids; None: all): one query for each kind."""
    found: list[Held] = []
    for kind in _kinds:
        rows = kind.open().exclude(**{kind.holder: None})
        if people is not None:
            rows = rows.filter(**{f"{kind.holder}__in": people})
        if schools is not None:
            rows = rows.filter(school__in=schools)
        found += _grouped(kind, rows)
    return found


def work_without_owner(schools: Collection[int] | None = None) -> list[Held]:
    """Open work of people who may no longer do it at its school: they left, or their link is over."""
    found: list[Held] = []
    for kind in _kinds:
        rows = kind.open().filter(has_left(kind))
        if schools is not None:
            rows = rows.filter(school__in=schools)
        found += _grouped(kind, rows)
    return found


def has_left(kind: WorkKind) -> Q:
    """Rows whose holder may no longer do this work at the row's school: they left, or their link is over."""
    return Q(**{f"{kind.holder}__isnull": False}) & ~_may_do(kind)


def left_among(kind: WorkKind, rows: models.QuerySet[Any]) -> list[int]:
    """Ids of those of a few rows whose holder `has_left`.

    Within a query that unites and orders many kinds the rule itself would cost more than all the rest.
    """
    held = rows.exclude(**{kind.holder: None}).order_by()
    return list(held.filter(has_left(kind)).values_list("pk", flat=True)) if held.exists() else []


# What somebody holds: the kind, and the keys of holder and school.
Holding = tuple[WorkKind, int, int]


def who_left(holdings: Collection[Holding]) -> set[Holding]:
    """Of what is held, that of which `has_left` says so: for rows that are read already, in four queries of
    keys, whatever their kinds.
    """
    if not holdings:
        return set()
    today = timezone.localdate()
    people, schools = {who for _, who, _ in holdings}, {school for _, _, school in holdings}
    linked = Link.objects.active(today).filter(user__in=people, school__in=schools)
    covering = Cover.objects.active(today).filter(user__in=people, link__school__in=schools)
    roles = {
        *linked.order_by().values_list("user", "school", "capacity"),
        *covering.order_by().values_list("user", "link__school", "link__capacity"),
    }
    granted = set(RoleGrant.objects.active().filter(user__in=people).values_list("user", "role"))
    active = set(User.objects.filter(pk__in=people, is_active=True).order_by().values_list("pk", flat=True))

    def may_do(kind: WorkKind, who: int, school: int) -> bool:
        here, across = _roles_with(kind.power)
        here_too = any((who, school, role) in roles for role in here)
        return who in active and (here_too or any((who, role) in granted for role in across))

    return {holding for holding in holdings if not may_do(*holding)}


def _roles_with(power: Power) -> tuple[list[Role], list[Role]]:
    """The roles that hold a power at a school, and those that hold it across the authority."""
    with_it = [(role, spec.reach) for role, spec in ROLES.items() if power in spec.powers]
    here = [role for role, reach in with_it if reach == Reach.SCHOOL]
    return here, [role for role, reach in with_it if reach != Reach.SCHOOL]


def _grouped(kind: WorkKind, rows: models.QuerySet[Any]) -> list[Held]:
    late = Count("pk", filter=kind.late(timezone.localdate()))
    counted = rows.order_by().values_list(f"{kind.holder}_id", "school_id")
    return [Held(kind, *row) for row in counted.annotate(count=Count("pk"), overdue=late)]


def _may_do(kind: WorkKind) -> Q:
    """The holder is active and holds the power at the row's school, by link, cover or grant."""
    here, across = _roles_with(kind.power)
    who, today = f"{kind.holder}_id", timezone.localdate()
    linked = Link.objects.active(today).filter(
        user=OuterRef(who), school=OuterRef("school_id"), capacity__in=here
    )
    covering = Cover.objects.active(today).filter(
        user=OuterRef(who), link__school=OuterRef("school_id"), link__capacity__in=here
    )
    granted = RoleGrant.objects.active().filter(user=OuterRef(who), role__in=across)
    standing = Q(Exists(linked)) | Q(Exists(covering)) | Q(Exists(granted))
    return Q(**{f"{kind.holder}__is_active": True}) & standing


def kinds_held(person: User, school: School) -> list[WorkKind]:
    """The kinds of open work that a person holds at a school."""
    return [held.kind for held in work_held(people=[person.pk], schools=[school.pk])]


def possible_receivers(kinds: Iterable[WorkKind], school: School, *, but: User) -> list[User]:
    """Who may do all these kinds of work at a school today, those linked to it first."""
    powers = {kind.power for kind in kinds}
    if not powers:
        return []
    able = [_able(power, school.pk) for power in powers]
    first, *others = able
    return [person for person in first if person != but and all(person in some for some in others)]


def _able(power: Power, school_id: int) -> list[User]:
    here = list(people_with(power, school_id).order_by("name", "pk"))
    across = people_across_authority_with(power).order_by("name", "pk")
    return [*here, *(person for person in across if person not in here)]


@transaction.atomic
def hand_over(*, school: School, person: User, to: User, note: str = "", by: User) -> Handover | None:
    """Give everything open that a person holds at a school to another, who is told by references only.

    None where they hold nothing. Raises Refused where the receiver may not do this work there.
    """
    # One at a time at a school: of two who hand over the same work the second finds none.
    School.objects.select_for_update().get(pk=school.pk)
    kinds = kinds_held(person, school)
    if not kinds:
        return None
    if to not in possible_receivers(kinds, school, but=person):
        raise Refused(f"{to.name} may not do this work at {school.name} today. Choose somebody else.")
    records: list[tuple[str, str]] = []
    for kind in kinds:
        rows = kind.open().filter(**{kind.holder: person}, school=school)
        records += kind.hand_over(rows, to, by)
    handover = Handover.objects.create(
        school=school, from_user=person, to_user=to, by=by, note=note.replace("\0", ""), records=records
    )
    references = [reference for reference, _ in records]
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="work.hand_over",
        about=[handover.reference, str(school.urn), person.reference, to.reference, *references],
        capacity=standing_of(by).capacity(school.pk),
        detail={"records": len(records)},
    )
    notify(
        people=[to],
        kind="work.hand_over",
        text=f"Open work is handed over to you: {_named(references)}.",
        about=handover.reference,
        leads_to=reverse("links:handover", args=[handover.reference]),
    )
    return handover


def _named(references: list[str], most: int = 8) -> str:
    rest = len(references) - most
    named = ", ".join(references[:most])
    return f"{named} and {rest} more" if rest > 0 else named


def by_person(held: Iterable[Held]) -> Mapping[int, list[Held]]:
    """The same by the person's id."""
    people: dict[int, list[Held]] = defaultdict(list)
    for some in held:
        people[some.user_id].append(some)
    return people


def in_words(held: Iterable[Held]) -> str:
    """`2 open concerns and 1 open case`; nothing where nothing is held."""
    return " and ".join(str(some) for some in held)
