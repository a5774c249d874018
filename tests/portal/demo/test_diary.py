"""The diary and the commitments of the demo: alive, and nothing in it that could not be."""

import pytest
from django.utils import timezone

from exclusions.protocol.commitment.listing import with_signature
from linkworkers.diary.models import DiaryEntry, DiaryLine, WeeklyReturn
from linkworkers.diary.page import own_week
from linkworkers.diary.queries import not_seen
from linkworkers.diary.weeks import missing_returns
from portal.accounts.enums import Role
from portal.demo.accounts import SCHOOL
from portal.demo.people import demo_people
from schools.register.models import School

pytestmark = pytest.mark.usefixtures("seeded", "db")


def test_the_demo_worker_has_follow_ups_overdue_and_due():
    due = own_week(demo_people()[Role.LEAD_SOCIAL_WORKER])["follow_ups"]

    assert {overdue for _, _, overdue in due} == {True, False}


def test_a_school_is_unseen_this_term_and_the_known_one_is_not():
    live = list(School.objects.live().values_list("pk", flat=True))

    assert 0 < len(not_seen(live)) < len(live)
    assert School.objects.get(name=SCHOOL).pk not in not_seen(live)


def test_days_are_planned_ahead_and_returns_are_missing():
    worker = demo_people()[Role.ON_SITE_SOCIAL_WORKER]

    assert own_week(worker)["ahead"]
    assert WeeklyReturn.objects.exists() or not missing_returns(worker)


def test_nothing_was_written_in_the_future():
    now = timezone.now()

    assert not DiaryEntry.objects.filter(entered_at__gt=now).exists()
    assert not DiaryLine.objects.filter(at__gt=now).exists()
    assert not DiaryEntry.objects.done().filter(on__gt=timezone.localdate()).exists()


def test_some_schools_have_signed_and_the_known_one_has_to_renew():
    schools = with_signature(School.objects.live())
    known = schools.get(name=SCHOOL)

    assert {school.signed_on is None for school in schools} == {True, False}
    assert known.signed_on is None
    assert known.commitments.count() == 1
