"""The exclusions officer's desk in the demo: what is new, education that was found, how duties came about."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from exclusions.suspensions.models import (
    Arrival,
    Change,
    Duty,
    DutyChange,
    Provision,
    ProvisionKind,
    Suspension,
    Team,
)
from exclusions.suspensions.services.arriving import NEWS
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.world import World
from schools.pupils.codes import YES

# What came in during the last days lies unread on the desk.
UNREAD = timedelta(days=4)
READ_AFTER = timedelta(hours=3)
FOUND = 0.6
PROVIDERS = (
    (ProvisionKind.ALTERNATIVE, "The Bridge Unit"),
    (ProvisionKind.TUITION, "Kindle Tutors"),
    (ProvisionKind.SCHOOL, "Fairfield Academy"),
)
CHUNK = 2000


def fill_the_desk(world: World) -> None:
    rng = Random(f"desk {world.today}")  # noqa: S311 -- invented people
    Arrival.objects.bulk_create(_arrivals(world), batch_size=CHUNK)
    _find_education(world, rng)
    DutyChange.objects.bulk_create(_changes(), batch_size=CHUNK)


def _arrivals(world: World) -> Iterator[Arrival]:
    since = world.today - NEWS
    people = {team: _somebody(role) for team, role in TEAMS.items()}
    for row in Suspension.objects.filter(starts_on__gte=since).order_by("pk"):
        is_read = row.starts_on < world.today - UNREAD
        for team, person in people.items():
            if team == Team.OFFICERS or row.looked_after == YES:
                seen = person if is_read else None
                yield Arrival(
                    suspension=row,
                    team=team,
                    is_told=True,
                    came_at=row.recorded_at,
                    seen_by=seen,
                    seen_as=TEAMS[team].label if seen else "",
                    seen_at=row.recorded_at + READ_AFTER if seen else None,
                )


TEAMS = {Team.OFFICERS: Role.INCLUSION_OFFICER, Team.VIRTUAL_SCHOOL: Role.VIRTUAL_SCHOOL_HEAD}


def _somebody(role: Role) -> User:
    return User.objects.filter(role_grants__role=role).order_by("pk")[0]


def _find_education(world: World, rng: Random) -> None:
    """For most of those who are owed it, in time or a day late."""
    officer = _somebody(Role.INCLUSION_OFFICER)
    duties = Duty.objects.filter(code="sixth_day", by__isnull=False).select_related("suspension")
    found = [duty for duty in duties.order_by("pk") if rng.random() < FOUND]
    rows = []
    for duty in found:
        kind, provider = rng.choice(PROVIDERS)
        by = duty.by or world.today
        duty.done_on, duty.done_how = by + timedelta(days=rng.choice((0, 0, 0, 1))), ""
        duty.done_at, duty.done_by = duty.suspension.recorded_at, None
        rows.append(
            Provision(
                suspension=duty.suspension,
                number=1,
                kind=kind,
                provider=provider,
                starts_on=duty.done_on,
                hours=25,
                told_on=min(by - timedelta(days=2), world.last_day),
                by=officer,
                capacity=Role.INCLUSION_OFFICER.label,
                at=duty.suspension.recorded_at,
            )
        )
    Provision.objects.bulk_create(rows)
    Duty.objects.bulk_update(found, ["done_on", "done_how", "done_at", "done_by"], batch_size=CHUNK)


def _changes() -> Iterator[DutyChange]:
    """Each duty was added when its record was, and done when it was."""
    for duty in Duty.objects.select_related("suspension").order_by("pk").iterator(chunk_size=CHUNK):
        after = {"by": duty.by.isoformat() if duty.by else None, "what": duty.what}
        recorded_at = duty.suspension.recorded_at
        yield DutyChange(
            duty=duty,
            change=Change.ADDED,
            after=after,
            why="It was recorded.",
            by_id=duty.suspension.recorded_by_id,
            at=recorded_at,
        )
        if duty.done_on:
            said = {"done_on": duty.done_on.isoformat(), "done_how": duty.done_how}
            why = "" if duty.done_by_id else "As the record says"
            yield DutyChange(
                duty=duty,
                change=Change.DONE,
                after=said,
                why=why,
                by_id=duty.done_by_id,
                at=duty.done_at or recorded_at,
            )
