"""A worker's schools in one go: who is replaced, what is handed over, all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from schools.links.models import FROM_THE_AUTHORITY, ONE_AT_A_TIME, Link
from schools.links.services import add_link, in_words
from schools.links.standing import Scope, standing_of
from schools.links.work import Held, work_held
from schools.register.models import School


@dataclass(frozen=True)
class Step:
    """What becomes of one school: who stands there in the capacity, and what they hold open."""

    school: School
    holders: tuple[Link, ...]
    held: tuple[Held, ...]
    already: bool


def capacities_for(by: User) -> list[Role]:
    """In which capacities somebody may allocate people: heads of service make no heads of service."""
    everywhere = allocates(by).everywhere
    return [role for role in FROM_THE_AUTHORITY if everywhere or role != Role.HEAD_OF_SERVICE]


def allocates(by: User) -> Scope:
    """Where this person may say who stands with a school for the authority."""
    return standing_of(by).scope(Power.ALLOCATE)


def plan(*, worker: User, capacity: str, starts_on: date, schools: Iterable[School]) -> list[Step]:
    """What `allocate` would do, school by school, by name: reads only."""
    found = sorted(schools, key=lambda school: (school.name, school.pk))
    links = Link.objects.not_over(starts_on).filter(school__in=found, capacity=capacity)
    holders: dict[int, list[Link]] = {}
    for link in links.select_related("user").order_by("starts_on", "pk"):
        holders.setdefault(link.school_id, []).append(link)
    replaced = {link.user_id for some in holders.values() for link in some} - {worker.pk}
    held: dict[tuple[int, int], list[Held]] = {}
    if capacity in ONE_AT_A_TIME and replaced:
        for some in work_held(people=replaced, schools=[school.pk for school in found]):
            held.setdefault((some.school_id, some.user_id), []).append(some)
    return [_step(school, holders.get(school.pk, []), held, worker) for school in found]


def _step(school: School, holders: list[Link], held: dict[tuple[int, int], list[Held]], worker: User) -> Step:
    work = [some for link in holders for some in held.get((school.pk, link.user_id), ())]
    already = any(link.user_id == worker.pk for link in holders)
    return Step(school, tuple(holders), tuple(work), already)


@transaction.atomic
def allocate(
    *,
    worker: User,
    capacity: str,
    starts_on: date,
    schools: Iterable[School],
    hands_over: bool,
    handover_note: str = "",
    by: User,
) -> list[Link]:
    """Link a worker to schools, all or none; whoever they replace ends the day before.

    With `hands_over` open work goes with the school where the first day has come. The worker is told
    once. Raises Refused, naming the school, where one of the links cannot be made.
    """
    scope, links = allocates(by), []
    if capacity not in capacities_for(by):
        raise Refused("You cannot link people to schools in this capacity.")
    # In one order, so that two people who allocate at once do not wait for each other.
    for school in sorted(schools, key=lambda school: school.pk):
        if school.pk not in scope:
            raise Refused(f"You cannot say who stands with {school.name}.")
        try:
            link = add_link(
                user=worker,
                school=school,
                capacity=capacity,
                starts_on=starts_on,
                replaces=True,
                hands_over=hands_over,
                handover_note=handover_note,
                by=by,
                tell=False,
            )
        except Refused as refusal:
            raise Refused(f"{school.name}: {refusal} Nothing has been changed.") from refusal
        links.append(link)
    if not links:
        raise Refused("Select at least one school.")
    _tell(worker, capacity, starts_on, len(links))
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="allocation.apply",
        about=[worker.reference, *(str(link.school.urn) for link in links)],
        capacity=standing_of(by).capacity(),
        detail={"capacity": capacity, "first_day": starts_on.isoformat(), "schools": len(links)},
    )
    return links


def _tell(worker: User, capacity: str, starts_on: date, number: int) -> None:
    schools = "one school" if number == 1 else f"{number} schools"
    notify(
        people=[worker],
        kind="link.add",
        text=f"You stand with {schools} as {in_words(capacity)} from {plain_date(starts_on)}.",
        about="",
        leads_to=reverse("accounts:me"),
    )
