"""The demo's suspensions: in the published proportions, and possible."""

from collections import defaultdict

import pytest
from django.utils import timezone

from exclusions.suspensions.duties.again import derive_again
from exclusions.suspensions.enums import ENDED_EARLY, State, SuspensionKind
from exclusions.suspensions.models import Duty, Suspension
from exclusions.suspensions.packs.reasons import problem_with
from exclusions.suspensions.workflow import SUSPENSION
from portal.accounts.enums import Role
from portal.demo.people import demo_people
from schools.pupils.models import Enrolment

pytestmark = pytest.mark.usefixtures("seeded", "db")


def suspended():
    return Suspension.objects.of_kind(SuspensionKind.SUSPENSION)


def test_they_come_in_the_published_proportions():
    """Persistent disruption is 51 of 100 reasons, 45 of 100 last a day or less (domain.md 4.3)."""
    total = suspended().count()
    in_two_years = 2 * Enrolment.objects.filter(ends_on=None).count() / 100

    assert 5 < total / in_two_years < 25
    assert suspended().filter(reason_1="DB").count() / total == pytest.approx(0.51, abs=0.08)
    assert suspended().filter(sessions__lte=2).count() / total == pytest.approx(0.45, abs=0.08)
    by_year = {year: suspended().filter(year_group=year).count() for year in ("7", "8", "9", "10", "11")}
    assert min(by_year["9"], by_year["10"]) > max(by_year["7"], by_year["11"])


def test_no_session_is_suspended_twice_and_no_reason_is_of_another_time():
    seen = defaultdict(list)
    for suspension in Suspension.objects.counted():
        assert problem_with(suspension.reasons, suspension.starts_on) == ""
        for days in seen[suspension.pupil_id]:
            assert suspension.served.clash(days) is None
        seen[suspension.pupil_id].append(suspension.served)


def test_every_record_stands_where_its_steps_lead():
    for suspension in Suspension.objects.prefetch_related("steps"):
        state = ""
        for step in suspension.steps.all():
            assert step.before == state
            state = State.RECORDED if step.verb == "record" else SUSPENSION.move(step.verb).target or state
            assert step.after == state
            assert step.at <= timezone.now()
        assert (suspension.state, suspension.revision) == (state, suspension.steps.count())
        assert bool(suspension.back_on) == (state in ENDED_EARLY and state != State.VOID)


def test_what_is_owed_shows_most_of_it_done():
    today = timezone.localdate()

    assert Duty.objects.open().exists()
    assert Duty.objects.exclude(done_on=None).count() > Duty.objects.overdue(today).count() > 0


def test_the_first_run_of_the_job_makes_no_desk_of_what_is_long_past():
    today = timezone.localdate()
    late = Duty.objects.overdue(today).count()
    derive_again()
    assert Duty.objects.overdue(today).count() <= 1.2 * late


def test_the_virtual_school_head_has_somebody_to_look_after():
    assert Suspension.objects.visible_to(demo_people()[Role.VIRTUAL_SCHOOL_HEAD]).exists()
