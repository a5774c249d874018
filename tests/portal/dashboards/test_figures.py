from datetime import datetime, time, timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from exclusions.concerns.enums import Decision, State
from exclusions.concerns.models import Concern, Triage
from exclusions.protocol.enums import CaseState
from exclusions.protocol.models import Case
from portal.dashboards import board
from portal.dashboards.models import MEASURES, SchoolFigures, Snapshot
from portal.dashboards.services import KEPT_SNAPSHOTS, refresh_figures
from schools.register.enums import Phase
from schools.register.models import School
from tests.factories import CaseFactory, ConcernFactory, SchoolFactory
from tests.factories.protocol import stage

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def decide(concern: Concern, *, days_late: int = 0) -> None:
    Triage.objects.create(
        concern=concern,
        on_concern=concern,
        decision=Decision.ADVISE,
        rationale="x",
        reply="y",
        decided_by=concern.raised_by,
        capacity="Lead social worker",
        decided_at=timezone.make_aware(datetime.combine(concern.decide_by, time(9)) + days_late * ONE_DAY),
    )
    concern.state = State.DECIDED
    concern.save()


def figures() -> dict[int, dict[str, int]]:
    return {
        f.school_id: {m: getattr(f, m) for m in MEASURES if getattr(f, m)}
        for f in SchoolFigures.objects.all()
        if any(getattr(f, m) for m in MEASURES)
    }


@time_machine.travel("2026-11-23 10:00", tick=False)
def test_every_measure_is_counted():
    school = SchoolFactory()
    ConcernFactory(school=school)
    ConcernFactory(school=school, raised_at=timezone.now() - timedelta(days=30))
    decide(ConcernFactory(school=school, raised_at=timezone.now() - timedelta(days=40)))
    decide(ConcernFactory(school=school, raised_at=timezone.now() - timedelta(days=40)), days_late=3)
    CaseFactory(school=school)
    CaseFactory(school=school, due_on=timezone.localdate() - timedelta(days=1))

    snapshot = refresh_figures()

    assert figures() == {
        school.pk: {
            "open_concerns": 2,
            "overdue_concerns": 1,
            "decided": 2,
            "decided_in_time": 1,
            "open_cases": 2,
            "overdue_cases": 1,
            "cases_opened": 2,
        }
    }
    assert snapshot.figures["totals"]["open_cases"] == 2
    assert snapshot.figures["stages"] == {"meeting": 2}
    assert [
        (p["phase"], p["schools"], p["open_concerns"], p["stages"]) for p in snapshot.figures["phases"]
    ] == [(Phase.SECONDARY, 1, 2, {"meeting": 2})]


@time_machine.travel("2026-11-23 10:00", tick=False)
def test_counting_what_changed_equals_counting_all():
    first, second = ConcernFactory(), ConcernFactory()
    CaseFactory(school=first.school)
    refresh_figures()
    decide(first)
    Case.objects.update(due_on=timezone.localdate() - timedelta(days=1), changed_at=timezone.now())

    refresh_figures()
    bit_by_bit = (figures(), Snapshot.objects.first().figures)
    refresh_figures(full=True)

    assert bit_by_bit == (figures(), Snapshot.objects.first().figures)
    assert second.school_id in figures()


def raise_one(chance: Random, schools: list[School]) -> None:
    ConcernFactory(school=chance.choice(schools))


def decide_one(chance: Random, schools: list[School]) -> None:
    still_open = Concern.objects.open().order_by("pk")
    if still_open:
        decide(chance.choice(still_open), days_late=chance.choice([0, 2]))


def open_one(chance: Random, schools: list[School]) -> None:
    CaseFactory(school=chance.choice(schools))


def close_one(chance: Random, schools: list[School]) -> None:
    still_open = Case.objects.open().order_by("pk")
    if still_open:
        case = chance.choice(still_open)
        case.state, case.closed_at, case.due_on = CaseState.CLOSED, timezone.now(), None
        case.outcome = chance.choice(case.version.outcomes.order_by("pk"))
        case.stage_records.update(completed_at=timezone.now())
        case.save()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_counting_bit_by_bit_equals_counting_all(seed, time_machine):
    """Days of work at random, the figures brought up to date now and then."""
    chance = Random(seed)  # noqa: S311 -- repeatable, not secret
    time_machine.move_to("2026-11-23 09:00", tick=False)
    schools = [SchoolFactory(phase=phase) for phase in (Phase.PRIMARY, Phase.SECONDARY, Phase.SECONDARY)]
    for _ in range(4):
        for _ in range(5):
            chance.choice([raise_one, decide_one, open_one, close_one])(chance, schools)
            time_machine.shift(timedelta(minutes=chance.choice([1, 30, 240])))
        refresh_figures()
        bit_by_bit = (figures(), Snapshot.objects.first().figures)
        refresh_figures(full=True)

        assert bit_by_bit == (figures(), Snapshot.objects.first().figures)


def test_schools_without_changes_are_not_counted_again():
    counted = []
    for hour in (10, 11, 12):
        with time_machine.travel(f"2026-11-23 {hour}:00", tick=False):
            if hour == 10:
                ConcernFactory()
            refresh_figures()
            counted.append(timezone.localtime(SchoolFigures.objects.get().counted_at).hour)

    # At 11 it is counted once more: a change may have been committed while the first count ran.
    assert counted == [10, 11, 11]


def test_a_new_day_counts_what_has_become_overdue():
    with time_machine.travel("2026-11-23 10:00", tick=False):
        concern = ConcernFactory()
        refresh_figures()
    with time_machine.travel(concern.decide_by + timedelta(days=1), tick=False):
        refresh_figures()

        assert SchoolFigures.objects.get().overdue_concerns == 1


def test_a_schools_small_number_cannot_be_had_from_its_phase():
    small, large, larger = SchoolFactory(), SchoolFactory(), SchoolFactory()
    for school, number in ((small, 2), (large, 6), (larger, 7)):
        for _ in range(number):
            ConcernFactory(school=school)

    refresh_figures()

    hidden = {f.school_id: "open_concerns" in f.hidden for f in SchoolFigures.objects.all()}
    assert hidden == {small.pk: True, large.pk: True, larger.pk: False}


def test_a_phases_number_cannot_be_had_from_its_schools():
    """Nine in all, three of them in one phase: the six of the other are hidden, by phase and by school."""
    for phase, number in ((Phase.PRIMARY, 3), (Phase.SECONDARY, 6)):
        school = SchoolFactory(phase=phase)
        for _ in range(number):
            ConcernFactory(school=school)

    snapshot = refresh_figures()

    assert snapshot.figures["hidden"]["open_concerns"] == ["phase:2", "phase:4"]
    assert [f.hidden for f in SchoolFigures.objects.all()] == [["open_concerns"], ["open_concerns"]]


def test_what_is_overdue_does_not_give_away_the_hidden_whole():
    """Eight of eight are late: shown, they would say that the other school has one of the nine."""
    schools = SchoolFactory(), SchoolFactory()
    long_ago = timezone.now() - timedelta(days=60)
    for school, number in zip(schools, (8, 1), strict=True):
        for _ in range(number):
            ConcernFactory(school=school, raised_at=long_ago)

    refresh_figures()

    hidden = ["open_concerns", "overdue_concerns"]
    assert [f.hidden for f in SchoolFigures.objects.all()] == [hidden, hidden]


def test_open_cases_by_stage_and_phase_hide_together():
    for phase, meetings, plans in ((Phase.PRIMARY, 2, 6), (Phase.SECONDARY, 7, 9)):
        school = SchoolFactory(phase=phase)
        for code, number in (("meeting", meetings), ("plan", plans)):
            for _ in range(number):
                CaseFactory(school=school, stage=stage(code))

    snapshot = refresh_figures()

    assert board.table_named(snapshot, "stages").cells() == [
        ("Inclusion meeting", ["9", "c", "c"]),
        ("Plan", ["15", "c", "c"]),
        ("Total", ["24", "8", "16"]),
    ]


def test_old_snapshots_go():
    for _ in range(KEPT_SNAPSHOTS + 3):
        refresh_figures()

    assert Snapshot.objects.count() == KEPT_SNAPSHOTS
