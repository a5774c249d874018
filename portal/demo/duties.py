"""What is owed after the demo's latest suspensions: most of it done in time, some of it late."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from django.db.models import Prefetch, Q
from django.utils import timezone

from exclusions.suspensions.duties.facts import facts_of
from exclusions.suspensions.duties.services import DERIVED
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Duty, How, Step, Suspension
from exclusions.suspensions.packs.dues import Due, carried_out_on
from exclusions.suspensions.packs.facts import Facts
from exclusions.suspensions.packs.pack import pack_of
from portal.bulk.chunks import chunks
from portal.demo.world import World
from schools.calendars.services import prepare_calendars

# Of earlier records everything is long done, and nobody looks for it.
RECENT = timedelta(days=40)
DONE_IN_TIME = 0.9
DONE_BY_RECORDING = ("tell_authority", "tell_virtual_school")
CHUNK = 500


def write_duties(world: World) -> None:
    """The duties of every pupil with a record that is recent or a permanent exclusion: of all their records,
    since whatever works out one of a pupil works out all.
    """
    rng = Random(f"duties {world.today}")  # noqa: S311 -- invented people
    wanted = Q(starts_on__gte=world.today - RECENT) | Q(kind=SuspensionKind.PERMANENT)
    pupils = Suspension.objects.counted().filter(wanted).values("pupil")
    rows = Suspension.objects.counted().filter(pupil__in=pupils).select_related("pupil", "school")
    rows = rows.prefetch_related(Prefetch("steps", Step.objects.standing())).order_by("pk")
    for some in chunks(rows.iterator(chunk_size=CHUNK), CHUNK):
        Duty.objects.bulk_create(_duties(some, rng, world.today))


def _duties(rows: list[Suspension], rng: Random, today: date) -> Iterator[Duty]:
    calendars = prepare_calendars({row.school_id for row in rows})
    others = defaultdict(list)
    for other in Suspension.objects.filter(pupil__in={row.pupil_id for row in rows}).order_by("pk"):
        others[other.pupil_id].append(other)
    for row in rows:
        calendar = calendars[row.school_id]
        facts = facts_of(row, _besides(row, others[row.pupil_id]), row.steps.all(), calendar, None)
        for due in pack_of(row.pack).dues(facts, calendar):
            yield _duty(row, due, facts, rng, today)


def _besides(row: Suspension, rows: Iterable[Suspension]) -> list[Suspension]:
    return [other for other in rows if other.pk != row.pk]


def _duty(row: Suspension, due: Due, facts: Facts, rng: Random, today: date) -> Duty:
    columns = {name: getattr(due, name) for name in DERIVED if name != "clock"}
    duty = Duty(
        suspension=row,
        school_id=row.school_id,
        for_virtual_school=row.for_virtual_school,
        code=due.code,
        clock=due.clock.value,
        **columns,
    )
    is_long_done = not row.is_permanent and row.starts_on < today - RECENT
    is_past = due.is_late(today) and (is_long_done or rng.random() < DONE_IN_TIME)
    if on := _done_by_the_record(row, due.code, facts):
        duty.done_on, duty.done_how = on, How.SYSTEM
    elif is_past:
        duty.done_on, duty.done_how = due.by, How.LETTER
        duty.done_by_id, duty.done_as = row.recorded_by_id, row.recorded_as
    duty.done_at = row.recorded_at if duty.done_on else None
    return duty


def _done_by_the_record(row: Suspension, code: str, facts: Facts) -> date | None:
    if code in DONE_BY_RECORDING:
        return timezone.localdate(row.recorded_at)
    if code == "tell_parents" and row.parents_told_at:
        return timezone.localdate(row.parents_told_at)
    return carried_out_on(code, facts)
