"""Two people at one record at once, on PostgreSQL with real transactions: one wins, the other is told."""

from datetime import date, timedelta

import pytest
import time_machine

from exclusions.suspensions.desk.providing import record_provision
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import Provision, Step
from exclusions.suspensions.services import take_note, take_step
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
