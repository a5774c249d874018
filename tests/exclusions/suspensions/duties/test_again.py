"""Working out anew what changed of itself, and nothing else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exclusions.suspensions.duties import again
from exclusions.suspensions.duties.again import derive_again
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.models import DerivedPupil, DerivedSchool, Duty
from schools.calendars.models import Closure, Term
from schools.calendars.services import forget_calendars
from tests.factories import EnrolmentFactory, SchoolFactory
from tests.factories.suspensions import SuspensionFactory

MONDAY = date(2026, 9, 14)


def owed_at(school, **more):
    pupil = EnrolmentFactory(school=school, pupil__born_on=date(2013, 5, 5)).pupil
    made = SuspensionFactory(school=school, pupil=pupil, **{"starts_on": MONDAY, "permanent": True, **more})
    derive_pupil(pupil, why="Recorded")
    return made


@pytest.fixture
def exclusion(cast):
    """One whose duties have been worked out by a run."""
    made = owed_at(cast.own)
    derive_again()
    return made


def meeting(suspension):
    return Duty.objects.get(suspension=suspension, code="board_meeting")


def test_nothing_changed_nothing_is_done(cast, exclusion):
    owed_at(cast.own)
    assert derive_again() == 0


def test_a_closed_day_moves_the_duties_of_its_school_only(cast, exclusion):
    elsewhere, before = owed_at(cast.other), meeting(exclusion).by
    derive_again()
    Closure.objects.create(on=date(2026, 9, 16), reason="Flood", school=cast.own)
    forget_calendars()

    assert derive_again() == 1

    assert meeting(exclusion).by > before
    assert meeting(elsewhere).by == before
    assert derive_again() == 0


def test_term_dates_of_the_authority_move_those_of_every_school(cast, exclusion):
    owed_at(cast.other)
    derive_again()
    Term.objects.create(name="Autumn", starts_on=date(2026, 9, 2), ends_on=date(2026, 12, 18))
    forget_calendars()
    assert derive_again() == 2


def test_another_kind_of_school_and_other_rules_change_what_is_owed(cast, exclusion, monkeypatch):
    cast.own.regime = "academy"
    cast.own.save()
    assert derive_again() == 1
    assert "academy trust" in meeting(exclusion).to
    monkeypatch.setattr(again, "_rules", lambda: "a new release")
    assert derive_again() == 1


def test_a_date_of_birth_that_was_put_right_changes_what_is_owed(cast, exclusion):
    pupil = exclusion.pupil
    pupil.born_on = date(2008, 5, 5)
    pupil.save()
    assert derive_again() == 1
    assert not Duty.objects.standing().filter(suspension=exclusion, code="sixth_day").exists()
    assert derive_again() == 0


@pytest.fixture
def two(cast):
    """Two records: of four days, and of two a week later, which alone tell no board."""
    first = owed_at(
        cast.own, permanent=False, parts={date(2026, 9, n): DayPart.DAY for n in (14, 15, 16, 17)}
    )
    later = {"starts_on": date(2026, 9, 21), "parts": {date(2026, 9, n): DayPart.DAY for n in (21, 22)}}
    second = owed_at(cast.own, permanent=False, **later)
    derive_again()
    return first, second


def tells_the_board(suspension):
    return Duty.objects.standing().filter(suspension=suspension, code="tell_board").exists()


def merge(merged, kept):
    merged.merged_into = kept
    merged.save()


def test_two_records_that_became_one_child_are_added_up(two):
    first, second = two
    assert not tells_the_board(second)
    merge(second.pupil, first.pupil)
    assert derive_again() >= 1
    assert tells_the_board(second)
    merge(second.pupil, None)
    assert derive_again() >= 1
    assert not tells_the_board(second)
    assert derive_again() == 0


def test_the_record_that_was_kept_is_worked_out_when_two_are_no_longer_one(two):
    first, second = two
    merge(first.pupil, second.pupil)
    derive_again()
    assert tells_the_board(second)
    merge(first.pupil, None)
    derive_again()
    assert not tells_the_board(second)


def close(suspension):
    Duty.objects.filter(suspension=suspension).update(dropped_at=timezone.now())


def test_nothing_is_kept_of_a_child_of_whom_nothing_is_open(two):
    first, second = two
    close(first)
    derive_again()
    assert set(DerivedPupil.objects.values_list("pupil", flat=True)) == {second.pupil_id}


def test_a_record_of_which_nothing_was_kept_counts_once_it_is_of_the_child(two):
    first, second = two
    close(first)
    derive_again()
    merge(first.pupil, second.pupil)
    assert derive_again() == 1
    assert tells_the_board(second)
    assert derive_again() == 0


def test_a_run_that_was_stopped_is_taken_up_again(cast, exclusion, monkeypatch):
    owed_at(cast.own)
    Closure.objects.create(on=date(2026, 9, 16), reason="Flood", school=cast.own)
    forget_calendars()
    with monkeypatch.context() as broken:
        broken.setattr(again, "derive_pupil", _fails)
        with pytest.raises(RuntimeError):
            derive_again()
    assert derive_again() == 2


def _fails(*args, **kwargs):
    raise RuntimeError


def test_what_fell_due_more_than_a_year_ago_is_history(cast):
    old = owed_at(cast.own)
    Duty.objects.filter(suspension=old, by__isnull=False).update(by=date(2020, 1, 1))
    assert derive_again() == 0
    assert not DerivedSchool.objects.exists()


def test_a_run_without_changes_asks_the_same_however_many_there_are(cast, exclusion):
    counts = []
    for _ in range(2):
        derive_again()
        with CaptureQueriesContext(connection) as queries:
            derive_again()
        counts.append(len(queries))
        for _ in range(3):
            owed_at(cast.own)
            owed_at(SchoolFactory())
    assert counts[0] == counts[1]
