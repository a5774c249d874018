"""Two people at once, on PostgreSQL with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from linkworkers.diary.models import DiaryEntry, DiaryLine, WeeklyReturn
from linkworkers.diary.services import follow_up, plan_days
from linkworkers.diary.weeks import confirm_week, monday_of
from portal.core.errors import Refused
from tests.factories import DiaryEntryFactory, SchoolFactory, UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


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


def test_a_follow_up_is_done_by_one_of_two():
    entry, by = DiaryEntryFactory(follow_up_by=timezone.localdate()), UserFactory()

    assert both_at_once(lambda: follow_up(entry=entry, what="Done", by=by)) == ["told", "won"]
    assert DiaryLine.objects.filter(part="followed_up").count() == 1


def test_the_same_days_are_planned_once():
    school, by, today = SchoolFactory(), UserFactory(), timezone.localdate()

    def plan() -> None:
        plan_days(
            school=school,
            weekdays=range(5),
            first=today,
            last=today + timedelta(days=60),
            sessions="both",
            by=by,
        )

    assert both_at_once(plan) == ["told", "won"]
    days = DiaryEntry.objects.values_list("on", flat=True)
    assert len(days) == len(set(days))


def test_a_week_is_confirmed_by_one_of_two():
    school, by, monday = SchoolFactory(), UserFactory(), monday_of(timezone.localdate())

    outcome = both_at_once(lambda: confirm_week(school=school, monday=monday, note="", by=by))

    assert outcome == ["told", "won"]
    assert WeeklyReturn.objects.count() == 1
