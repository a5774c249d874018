"""Seeds Northmere: the same authority for the same day and seed, at any scale."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.models import Case
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.services.caring import mark_again
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.dashboards.rates.services import refresh_rates
from portal.dashboards.services import refresh_figures
from portal.demo.accounts import ACCOUNTS, SCHOOL
from portal.demo.batch import Batch
from portal.demo.calendar import Calendars, make_calendar
from portal.demo.commitments import sign_commitments
from portal.demo.deciding import show_decisions
from portal.demo.desk import fill_the_desk
from portal.demo.diary import keep_diaries
from portal.demo.duties import write_duties
from portal.demo.handed_in import hand_in_a_roll
from portal.demo.headcounts import count_census
from portal.demo.history import History
from portal.demo.late import climb_the_ladder
from portal.demo.measures import take_measures
from portal.demo.meetings import hold_meetings
from portal.demo.moving import move_a_pupil
from portal.demo.notices import show_notices
from portal.demo.outcomes import end_cases
from portal.demo.own_plans import tell_own_plans
from portal.demo.people import Staff, demo_people, make_people
from portal.demo.places import make_places
from portal.demo.prepared import show_prepared_files
from portal.demo.register_file import refresh_the_register
from portal.demo.risk import judge_risk
from portal.demo.saved import keep_views
from portal.demo.sealing import seal_a_concern
from portal.demo.second_records import write_pupils_twice
from portal.demo.standing_in import check_contacts, show_absence
from portal.demo.steering import steer_cases
from portal.demo.talking import talk_about_a_concern
from portal.demo.training import train_staff
from portal.demo.world import World
from portal.notices.models import Notice
from resources.guidance.demo import make_demo_guidance
from schools.register.models import School

# Above this the four digits of establishment numbers would run out. An hour's work: the bench copies one
# authority instead (portal.demo.bench.multiplying).
LARGEST_SCALE = 100
SQLITE_CACHE_KIB = 256_000


def is_seeded() -> bool:
    return User.objects.filter(email=ACCOUNTS[0].email).exists()


def seed_demo(*, scale: float, seed: int, say: Callable[[str], Any] = print) -> Counter[str]:
    """Fill an empty database with the demo authority, whole or not at all; gives back rows by table.

    Raises Refused outside the demo, at a scale beyond LARGEST_SCALE, and where schools exist already.
    """
    if not settings.DEMO:
        raise Refused("The demo authority is only for the demo: settings.DEMO is off here.")
    if not 0 < scale <= LARGEST_SCALE:
        raise Refused(f"Choose a scale above 0 and up to {LARGEST_SCALE}.")
    if is_seeded():
        raise Refused("The demo authority is already here. Delete the database first to load it anew.")
    if School.objects.exists():
        raise Refused("This database holds schools already; the demo authority needs an empty one.")
    with _quick_writes(), _own_moments(), transaction.atomic():
        written = _seed(scale, Random(seed), timezone.localdate(), say)  # noqa: S311 -- invented people
        make_demo_guidance()
        refresh_figures(full=True)
        refresh_rates(full=True)
    talk_about_a_concern()
    climb_the_ladder()
    keep_views()
    show_decisions()
    steer_cases(School.objects.get(name=SCHOOL), demo_people())
    end_cases(School.objects.get(name=SCHOOL), demo_people())
    show_prepared_files()
    refresh_the_register(timezone.localdate())
    show_notices()
    cache.clear()  # what was remembered of an empty database
    _gather_statistics()
    return written


def _seed(scale: float, rng: Random, today: date, say: Callable[[str], Any]) -> Counter[str]:
    places = make_places(rng, scale, today)
    with_own_dates = make_calendar(today, [place.school for place in places])
    staff = Staff(rng, today, timezone.now() - timedelta(days=800))
    officers = make_people(staff, places, scale)
    calendars = Calendars(today, with_own_dates)
    world = World(rng, today, staff, calendars, Batch(), officers)
    history = History(world, places, scale)
    for n, place in enumerate(places, start=1):
        history.fill(place)
        if world.batch.is_full:
            world.batch.flush()
            say(f"{n} of {len(places)} schools")
    people = demo_people()
    history.traces.of_sign_ins(people)
    world.batch.flush()
    mark_again()
    move_a_pupil(world, places)
    history.leave_a_draft(people[Role.DSL])
    write_duties(world)
    fill_the_desk(world)
    keep_diaries(world, places)
    sign_commitments(world, places)
    take_measures(world, places)
    judge_risk(world, places)
    hold_meetings(world, places)
    seal_a_concern(world, places[0])
    tell_own_plans(world, places[0])
    count_census(world, places)
    show_absence(people, today)
    check_contacts(places, staff, today)
    train_staff(world, places)
    write_pupils_twice(world, places[0], people[Role.DSL])
    hand_in_a_roll(places[0].school, people[Role.DSL], today)
    return world.batch.written


@contextmanager
def _own_moments() -> Iterator[None]:
    """Rows of the past carry their own times where the models would write the present."""
    changed = [model._meta.get_field("changed_at") for model in (Concern, Case, Suspension)]
    created = [Notice._meta.get_field("created_at")]
    _set(changed, "auto_now", False)
    _set(created, "auto_now_add", False)
    try:
        yield
    finally:
        _set(changed, "auto_now", True)
        _set(created, "auto_now_add", True)


def _set(fields: list[Any], name: str, value: bool) -> None:
    for field in fields:
        setattr(field, name, value)


@contextmanager
def _quick_writes() -> Iterator[None]:
    """No log of statements, which DEBUG keeps and formats; SQLite's indexes stay in memory; and nobody
    looks for cycles among millions of rows that have none, which takes as long as writing them.
    """
    debug, settings.DEBUG = settings.DEBUG, False
    gc.disable()
    kept = _sqlite("PRAGMA cache_size")
    _sqlite(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")
    try:
        yield
    finally:
        gc.enable()
        settings.DEBUG = debug
        _sqlite(f"PRAGMA cache_size = {kept}")


def _sqlite(pragma: str) -> Any:
    """The answer of a pragma; None on other databases, which need none of this."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        row = cursor.execute(pragma).fetchone()
    return row and row[0]


def count_anew() -> None:
    """The figures of boards and what the database knows of its tables, where rows came past the services."""
    refresh_figures(full=True)
    refresh_rates(full=True)
    _gather_statistics()


def _gather_statistics() -> None:
    """What autovacuum does in time on a server: without it the first queries are planned blindly."""
    _sqlite("PRAGMA analysis_limit = 1000")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
