"""Two people tick off one duty at once, on PostgreSQL with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from exclusions.suspensions.duties.late import tell_of_late_duties
from exclusions.suspensions.duties.services import carry_out, derive_pupil
from exclusions.suspensions.models import Change, Duty, DutyChange, How
from portal.accounts.enums import Role
from portal.core.errors import Refused
from portal.notices.models import Notice
from tests.factories import EnrolmentFactory, LinkFactory, SchoolFactory, UserFactory
from tests.factories.suspensions import SuspensionFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

MONDAY = date(2026, 9, 14)


def both_at_once(act) -> list[str]:
    together = Barrier(2)

    def run(_: int) -> str:
        together.wait()
        try:
            act()
        except Refused:
            return "told"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, range(2)))


@pytest.fixture
def exclusion(transactional_db):
    school = SchoolFactory()
    LinkFactory(school=school, capacity=Role.HEADTEACHER)
    pupil = EnrolmentFactory(school=school, pupil__born_on=date(2013, 5, 5)).pupil
    made = SuspensionFactory(school=school, pupil=pupil, starts_on=MONDAY, permanent=True)
    derive_pupil(pupil, why="Recorded")
    return made


def test_a_duty_is_ticked_off_by_one_of_two(exclusion):
    duty, by = Duty.objects.get(suspension=exclusion, code="tell_board"), UserFactory()

    def tick() -> None:
        carry_out(duty=duty, on=MONDAY, how=How.EMAIL, note="", by=by)

    assert both_at_once(tick) == ["told", "won"]
    assert DutyChange.objects.filter(duty=duty, change=Change.DONE).count() == 1


def test_deriving_at_once_writes_each_duty_once(exclusion):
    number = Duty.objects.count()

    assert both_at_once(lambda: derive_pupil(exclusion.pupil, why="Term dates changed")) == ["won", "won"]
    assert Duty.objects.count() == number


def test_two_workers_tell_of_what_is_late_once(exclusion):
    both_at_once(tell_of_late_duties)
    assert Notice.objects.filter(kind="suspension.late").count() == 1
