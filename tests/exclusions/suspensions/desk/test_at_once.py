"""Two people at one record at once, on PostgreSQL with real transactions: one wins, the other is told."""

from datetime import date, timedelta

import pytest
import time_machine

from exclusions.suspensions.days import Days
from exclusions.suspensions.desk.providing import record_provision
from exclusions.suspensions.duties.services import carry_out, derive_pupil
from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.models import Change, Duty, DutyChange, How, Provision, Step, Suspension
from exclusions.suspensions.services import correct_suspension, take_note, take_step
from exclusions.suspensions.services.arriving import arrive
from portal.accounts.enums import Role
from tests.exclusions.suspensions.duties.test_at_once import MONDAY, both_at_once
from tests.factories import EnrolmentFactory, RoleGrantFactory, SchoolFactory, UserFactory
from tests.factories.suspensions import SuspensionFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def officer(transactional_db):
    return RoleGrantFactory(role=Role.INCLUSION_OFFICER).user


@pytest.fixture
def exclusion(transactional_db):
    school = SchoolFactory()
    pupil = EnrolmentFactory(school=school, pupil__born_on=date(2013, 5, 5)).pupil
    made = SuspensionFactory(school=school, pupil=pupil, starts_on=MONDAY, permanent=True)
    derive_pupil(pupil, why="Recorded")
    return made


@pytest.fixture
def suspension(transactional_db):
    school = SchoolFactory()
    pupil = EnrolmentFactory(school=school, pupil__born_on=date(2013, 5, 5)).pupil
    made = SuspensionFactory(school=school, pupil=pupil, starts_on=MONDAY)
    derive_pupil(pupil, why="Recorded")
    return made


def in_turn(*acts):
    """Each of two people does another thing."""
    left = list(acts)
    return lambda: left.pop()()


def answers_of(suspension, **more):
    columns = (
        "kind",
        "starts_on",
        "reason_1",
        "reason_2",
        "reason_3",
        "what_happened",
        "decided_by",
        "decided_on",
    )
    return {
        **{name: getattr(suspension, name) for name in columns},
        "days": Days.of({MONDAY: DayPart.DAY}),
        **more,
    }


def test_one_of_a_team_takes_note(exclusion, officer):
    with time_machine.travel("2026-09-15 10:00"):
        (arrival,) = arrive([exclusion], by=UserFactory())
    assert both_at_once(lambda: take_note(arrival=arrival, by=officer)) == ["told", "won"]


def test_education_is_found_by_one_of_two(exclusion, officer):
    def find():
        record_provision(
            suspension=exclusion,
            by=officer,
            seen_number=0,
            kind="tuition",
            provider="The Bridge",
            starts_on=MONDAY + timedelta(days=7),
        )

    assert both_at_once(find) == ["told", "won"]
    assert Provision.objects.count() == 1


def test_a_step_is_taken_by_one_of_two(exclusion, officer):
    def set_meeting():
        take_step(
            suspension=exclusion,
            verb="set_meeting",
            on=TUESDAY,
            by=officer,
            seen_revision=exclusion.revision,
        )

    assert both_at_once(set_meeting) == ["told", "won"]
    assert Step.objects.filter(verb="set_meeting").count() == 1


def test_cancelling_meets_a_correction(suspension, officer):
    """Whoever comes second is told and looks again: nothing is cancelled that nobody has read."""

    def cancel():
        take_step(
            suspension=suspension,
            verb="cancel",
            on=TUESDAY,
            by=officer,
            seen_revision=suspension.revision,
            note="Taken back",
            detail={"back_on": TUESDAY.isoformat()},
        )

    def correct():
        correct_suspension(
            suspension=suspension,
            answers=answers_of(suspension, what_happened="Something else."),
            because="Wrong words",
            by=officer,
            seen_revision=suspension.revision,
        )

    assert both_at_once(in_turn(cancel, correct)) == ["told", "won"]
    now = Suspension.objects.get(pk=suspension.pk)
    assert (now.state == "cancelled") != (now.what_happened == "Something else.")
    assert now.revision == suspension.revision + 1


def test_a_duty_is_done_while_the_record_is_cancelled(suspension, officer):
    """Both are written down: what was done stays done, and what is owed is worked out after it."""
    duty = Duty.objects.get(suspension=suspension, code="set_work")

    def tick():
        carry_out(duty=duty, on=MONDAY, how=How.EMAIL, note="", by=officer)

    def cancel():
        take_step(
            suspension=suspension,
            verb="cancel",
            on=TUESDAY,
            by=officer,
            seen_revision=suspension.revision,
            note="Taken back",
            detail={"back_on": TUESDAY.isoformat()},
        )

    told = both_at_once(in_turn(tick, cancel))
    assert told in (["won", "won"], ["told", "won"])
    assert Suspension.objects.get(pk=suspension.pk).state == "cancelled"
    done = DutyChange.objects.filter(duty=duty, change=Change.DONE).count()
    assert done == (1 if told == ["won", "won"] else 0)
