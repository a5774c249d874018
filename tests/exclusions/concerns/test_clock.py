"""The clock of a concern: what is due when, how a question stops it, and what that does to the day due."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from exclusions.concerns import services, tasks
from exclusions.concerns.clock import read_clock
from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern, Pause, PauseEnd
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from schools.calendars.services import calendar_for
from tests.factories import ConcernFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WHY = "Without his sister's answer I cannot tell."


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concern(cast, clock):
    """Sent on Monday 23 November: to be acknowledged by Tuesday, decided by Thursday."""
    return ConcernFactory(school=cast.own, raised_by=cast.dsl)


def at(day: int, hour: int = 9) -> datetime:
    return MONDAY.replace(hour=hour) + timedelta(days=day - 23)


def reading(concern, now) -> tuple[str, bool, bool]:
    kept = Concern.objects.with_clock().get(pk=concern.pk)
    read = read_clock(kept, now, calendar_for(kept.school_id))
    return str(read), read.is_overdue, read.is_paused


def asked(concern, by, because=WHY):
    return services.ask_school(concern=concern, question="Is she at your school?", because=because, by=by)


@pytest.mark.parametrize(
    ("now", "words", "is_overdue"),
    [
        (at(23), "1 school day left to acknowledge", False),
        (at(24, 13), "2 school hours left to acknowledge", False),
        (at(25), "Overdue: acknowledge by Tue 24 Nov", True),
        (at(27), "Overdue: decide by Thu 26 Nov", True),
    ],
)
def test_what_nobody_has_looked_at_is_to_be_acknowledged(concern, clock, now, words, is_overdue):
    clock.move_to(now)

    assert reading(concern, now) == (words, is_overdue, False)


@pytest.mark.parametrize(
    ("now", "words", "is_overdue"),
    [
        (at(23, 10), "Thu 26 Nov (3 school days left)", False),
        (at(26, 13), "Thu 26 Nov (2 school hours left)", False),
        (at(27), "Overdue: decide by Thu 26 Nov", True),
    ],
)
def test_what_somebody_has_taken_is_to_be_decided(cast, concern, clock, now, words, is_overdue):
    services.take_concern(concern=concern, by=cast.lead_social_worker)
    clock.move_to(now)

    assert reading(concern, now) == (words, is_overdue, False)


def test_a_decided_concern_has_no_clock(concern):
    Concern.objects.update(state=State.DECIDED)

    assert reading(concern, at(30)) == ("", False, False)


def test_a_question_with_a_reason_stops_the_clock_for_five_school_days(cast, concern):
    asked(concern, cast.lead_social_worker)

    concern.refresh_from_db()
    pause = Pause.objects.get()
    assert (pause.starts_on, pause.until) == (date(2026, 11, 23), date(2026, 11, 30))
    assert (pause.decide_by_before, concern.decide_by) == (date(2026, 11, 26), date(2026, 12, 3))
    assert reading(concern, at(30)) == (
        "Clock paused until Mon 30 Nov, then decide by Thu 3 Dec",
        False,
        True,
    )
    assert {n.text for n in Notice.objects.filter(kind="concern.ask")} == {
        f"{concern.reference}: your link social worker has a question. "
        "The clock stands until Mon 30 Nov at the latest."
    }
    assert Event.objects.get(verb="concern.pause").detail == {
        "due_before": "2026-11-26",
        "due_after": "2026-12-03",
        "how": "",
    }


@pytest.mark.parametrize(
    ("answered_on", "due", "how"),
    [
        (23, date(2026, 11, 26), PauseEnd.ANSWERED),  # the same day: nothing is won
        (24, date(2026, 11, 27), PauseEnd.ANSWERED),
        (28, date(2026, 12, 2), PauseEnd.ANSWERED),  # on a Saturday: Tuesday to Friday stood
        (30, date(2026, 12, 3), PauseEnd.ANSWERED),
        (31, date(2026, 12, 3), PauseEnd.LIMIT),  # 1 December: it ran again by itself
    ],
)
def test_the_answer_starts_the_clock_again(cast, concern, clock, answered_on, due, how):
    asked(concern, cast.lead_social_worker)
    clock.move_to(at(23) + timedelta(days=answered_on - 23))

    services.answer_question(concern=concern, answer="She is.", by=cast.dsl)

    concern.refresh_from_db()
    pause = Pause.objects.get()
    assert (concern.decide_by, pause.decide_by_after, pause.ended_how) == (due, due, how)


def test_a_decision_before_the_answer_ends_the_pause(cast, concern, clock):
    asked(concern, cast.lead_social_worker)
    clock.move_to(at(24))
    concern.refresh_from_db()

    services.decide_concern(
        concern=concern,
        decision="advise",
        destination="",
        rationale="Why",
        reply="So",
        by=cast.lead_social_worker,
        seen_version=concern.version,
    )

    concern.refresh_from_db()
    pause = Pause.objects.get()
    assert (pause.ended_how, pause.ended_on) == (PauseEnd.DECIDED, date(2026, 11, 24))
    assert concern.decide_by == date(2026, 11, 27)


def test_at_the_limit_the_clock_runs_again_by_itself_and_both_sides_are_told_once(cast, concern, clock):
    asked(concern, cast.lead_social_worker)
    Notice.objects.all().delete()
    clock.move_to(at(30))
    tasks.run_clocks_again.delay()
    assert not Notice.objects.exists()
    clock.move_to(datetime(2026, 12, 1, 9, tzinfo=UTC))
    # Before the job has run the clock runs already.
    assert reading(concern, datetime(2026, 12, 1, 9, tzinfo=UTC)) == (
        "Thu 3 Dec (2 school days left)",
        False,
        False,
    )

    tasks.run_clocks_again.delay()
    tasks.run_clocks_again.delay()

    concern.refresh_from_db()
    assert (concern.decide_by, concern.state) == (date(2026, 12, 3), State.WITH_SCHOOL)
    told = Notice.objects.values_list("user__name", "text")
    text = f"{concern.reference}: the clock runs again: to be decided by Thu 3 Dec."
    people = (cast.lead_social_worker, cast.deputy_social_worker, cast.dsl, cast.deputy_dsl)
    assert sorted(told) == sorted((p.name, text) for p in (*people, cast.inclusion_lead))


def test_all_questions_together_stop_the_clock_no_longer_than_the_limit(cast, concern, clock):
    asked(concern, cast.lead_social_worker)
    clock.move_to(at(26))  # three school days
    services.answer_question(concern=concern, answer="She is.", by=cast.dsl)
    concern.refresh_from_db()
    assert services.days_to_pause(concern, date(2026, 11, 26)) == 2

    asked(concern, cast.lead_social_worker)
    clock.move_to(at(30))
    services.answer_question(concern=concern, answer="Still.", by=cast.dsl)

    concern.refresh_from_db()
    assert concern.decide_by == date(2026, 12, 3)  # five school days after Thursday 26 November
    with pytest.raises(Refused, match="has stood for 5 school days already"):
        asked(concern, cast.lead_social_worker)
    asked(concern, cast.lead_social_worker, because="")
    assert Pause.objects.count() == 2


def test_the_authority_sets_the_limit(cast, concern, settings):
    settings.TRIAGE_PAUSE_DAYS = 2
    asked(concern, cast.lead_social_worker)

    assert Pause.objects.get().until == date(2026, 11, 25)


def test_without_a_reason_the_clock_goes_on(cast, concern):
    asked(concern, cast.lead_social_worker, because="  ")

    concern.refresh_from_db()
    assert (concern.decide_by, Pause.objects.count()) == (date(2026, 11, 26), 0)


@pytest.mark.parametrize(("in_danger", "day", "why"), [(True, 23, "in danger"), (False, 27, "has passed")])
def test_danger_and_what_is_late_already_are_not_paused(cast, concern, clock, in_danger, day, why):
    late = ConcernFactory(school=cast.own, in_danger=in_danger)
    clock.move_to(at(day))

    with pytest.raises(Refused, match=why):
        asked(late, cast.lead_social_worker)

    late.refresh_from_db()
    assert (late.state, late.version) == (State.SENT, 1)


@pytest.mark.parametrize("changed", [{"because": "Other"}, {"until": date(2027, 1, 1)}])
def test_how_a_pause_began_stays_as_it_was(cast, concern, changed):
    asked(concern, cast.lead_social_worker)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Pause.objects.update(**changed)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Pause.objects.all().delete()


def test_both_sides_see_the_pause_and_what_it_did(cast, concern, as_person):
    asked(concern, cast.lead_social_worker)

    for person, path in (("dsl", "concerns"), ("lead_social_worker", "inbox")):
        page = as_person(person).get(f"/{path}/{concern.reference}/").content.decode()
        assert "Clock paused until Mon 30 Nov, then decide by Thu 3 Dec" in page
        assert "to be decided by Thu 3 Dec instead of Thu 26 Nov" in page
        assert "Without his sister&#x27;s answer" in page
