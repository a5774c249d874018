"""Duties follow the record: derived, changed with what was and why, carried out, taken back."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exclusions.suspensions.duties.services import carry_out, derive_pupil, take_back
from exclusions.suspensions.enums import DayPart, State, SuspensionKind
from exclusions.suspensions.models import Change, Duty, DutyChange, How, Step, Suspension
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.calendars.models import Closure
from schools.calendars.services import forget_calendars
from tests.factories import EnrolmentFactory
from tests.factories.suspensions import SuspensionFactory

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 14)


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own, pupil__born_on=date(2013, 5, 5)).pupil


def suspended(cast, pupil, first=MONDAY, days=2, **more):
    parts = {first + n * DAY: DayPart.DAY for n in range(days)}
    return SuspensionFactory(school=cast.own, pupil=pupil, starts_on=first, parts=parts, **more)


def excluded(cast, pupil, **more):
    return SuspensionFactory(school=cast.own, pupil=pupil, starts_on=MONDAY, permanent=True, **more)


def step(suspension, verb, on, **more):
    number = suspension.steps.count() + 1
    return Step.objects.create(
        suspension=suspension, number=number, verb=verb, on=on, by=suspension.recorded_by, **more
    )


def duty_of(suspension, code):
    return Duty.objects.get(suspension=suspension, code=code)


def test_what_is_owed_is_written_once(cast, pupil):
    suspension = suspended(cast, pupil)

    for _ in range(2):
        derive_pupil(pupil, why="Recorded")

    codes = set(Duty.objects.values_list("code", flat=True))
    assert {"tell_parents", "section_104", "report_board", "set_work", "reintegration"} <= codes
    assert DutyChange.objects.filter(change=Change.ADDED).count() == len(codes)
    assert not DutyChange.objects.filter(change__in=[Change.CHANGED, Change.DROPPED]).exists()
    assert duty_of(suspension, "tell_authority").done_how == How.SYSTEM
    assert duty_of(suspension, "tell_parents").is_open


@pytest.mark.parametrize(("said", "is_open"), [("Maths on the platform", False), ("", True)])
def test_work_that_the_record_names_is_not_asked_for_again(cast, pupil, said, is_open):
    suspension = suspended(cast, pupil, work_set=said)
    derive_pupil(pupil, why="Recorded")
    assert duty_of(suspension, "set_work").is_open is is_open


def test_an_earlier_suspension_changes_what_a_later_one_owes(cast, pupil):
    later = suspended(cast, pupil, first=date(2026, 9, 21), days=3)
    derive_pupil(pupil, why="Recorded")
    assert duty_of(later, "report_board").is_open

    suspended(cast, pupil, first=date(2026, 9, 14), days=3)
    derive_pupil(pupil, why="Another suspension was recorded")

    assert duty_of(later, "report_board").dropped_at
    told = duty_of(later, "tell_board")
    assert told.is_open
    assert "6 days, more than 5" in told.because
    change = duty_of(later, "report_board").changes.last()
    assert (change.change, change.why) == (Change.DROPPED, "Another suspension was recorded")


def test_a_new_closure_moves_the_boards_last_day_and_the_move_is_shown(cast, pupil):
    exclusion = excluded(cast, pupil)
    derive_pupil(pupil, why="Recorded")
    before = duty_of(exclusion, "board_meeting").by

    Closure.objects.create(school=cast.own, on=MONDAY + 2 * DAY, reason="Burst pipe")
    forget_calendars()
    derive_pupil(pupil, why="Term dates changed")

    meeting = duty_of(exclusion, "board_meeting")
    assert meeting.by > before
    change = meeting.changes.last()
    assert change.before["by"] == before.isoformat()
    assert change.after["by"] == meeting.by.isoformat()


def test_the_boards_time_runs_from_the_day_it_was_told(cast, pupil):
    exclusion = excluded(cast, pupil)
    derive_pupil(pupil, why="Recorded")
    before = duty_of(exclusion, "board_meeting").by

    carry_out(
        duty=duty_of(exclusion, "tell_board"),
        on=MONDAY + DAY,
        how=How.EMAIL,
        note="Clerk to governors",
        by=cast.headteacher,
    )

    assert duty_of(exclusion, "board_meeting").by > before
    done = duty_of(exclusion, "tell_board")
    assert (done.done_on, done.done_by, done.was_late) == (MONDAY + DAY, cast.headteacher, True)
    named = Event.objects.get(verb="duty.done").subjects.values_list("reference", flat=True)
    assert set(named) == {exclusion.reference, pupil.reference}

    take_back(duty=done, because="It was another record", by=cast.headteacher)

    assert duty_of(exclusion, "tell_board").is_open
    assert duty_of(exclusion, "board_meeting").by == before
    assert [change.change for change in done.changes.all()] == [Change.ADDED, Change.DONE, Change.UNDONE]


def test_steps_of_the_record_carry_duties_out(cast, pupil):
    exclusion = excluded(cast, pupil)
    decided = step(exclusion, "decline", MONDAY + 10 * DAY)
    Suspension.objects.filter(pk=exclusion.pk).update(state=State.DECLINED)
    derive_pupil(pupil, why="Board decided")

    assert duty_of(exclusion, "board_meeting").done_on == MONDAY + 10 * DAY
    assert duty_of(exclusion, "tell_decision").is_open

    step(exclusion, "take_back", None, takes_back=decided)
    derive_pupil(pupil, why="Taken back")

    assert duty_of(exclusion, "board_meeting").is_open
    assert duty_of(exclusion, "tell_decision").dropped_at


def test_cancelling_drops_what_was_to_come_and_keeps_what_was_done(cast, pupil):
    exclusion = excluded(cast, pupil, parents_told_at=timezone.now(), parents_told_how="letter")
    derive_pupil(pupil, why="Recorded")
    step(exclusion, "cancel", MONDAY + 3 * DAY)
    Suspension.objects.filter(pk=exclusion.pk).update(state=State.CANCELLED, back_on=MONDAY + 4 * DAY)

    derive_pupil(pupil, why="Cancelled")

    assert duty_of(exclusion, "board_meeting").dropped_at
    assert duty_of(exclusion, "sixth_day").dropped_at
    assert duty_of(exclusion, "tell_parents").done_on
    assert duty_of(exclusion, "tell_parents_cancelled").is_open


def test_recorded_in_error_owes_nothing(cast, pupil):
    suspension = suspended(cast, pupil)
    derive_pupil(pupil, why="Recorded")
    Suspension.objects.filter(pk=suspension.pk).update(state=State.VOID)

    derive_pupil(pupil, why="Recorded in error")

    assert not Duty.objects.standing().exists()


@pytest.mark.parametrize(
    ("on", "words"),
    [(MONDAY - DAY, "it was decided then"), (date(2090, 1, 1), "not in the future")],
)
def test_days_that_cannot_be_are_refused(cast, pupil, on, words):
    suspension = suspended(cast, pupil)
    derive_pupil(pupil, why="Recorded")

    with pytest.raises(Refused, match=words):
        carry_out(duty=duty_of(suspension, "section_104"), on=on, how=How.LETTER, note="", by=cast.dsl)
    assert duty_of(suspension, "section_104").is_open


def test_nothing_is_done_twice_and_rights_of_others_are_not_done_at_all(cast, pupil):
    exclusion = excluded(cast, pupil)
    step(exclusion, "decline", MONDAY + 10 * DAY)
    step(exclusion, "tell_decision", MONDAY + 11 * DAY)
    Suspension.objects.filter(pk=exclusion.pk).update(state=State.DECLINED)
    derive_pupil(pupil, why="Board decided")
    said = {"on": MONDAY + 12 * DAY, "how": How.LETTER, "note": "", "by": cast.dsl}

    carry_out(duty=duty_of(exclusion, "section_104"), **said)
    for code in ("section_104", "review_application", "remove_from_roll"):
        with pytest.raises(WrongState):
            carry_out(duty=duty_of(exclusion, code), **said)
    with pytest.raises(WrongState):
        take_back(duty=duty_of(exclusion, "tell_decision"), because="Mistake", by=cast.dsl)


def test_what_changed_is_only_added_to(cast, pupil):
    suspended(cast, pupil)
    derive_pupil(pupil, why="Recorded")
    with pytest.raises(DatabaseError), transaction.atomic():
        DutyChange.objects.update(why="Nothing")


def test_overdue_counts_what_somebody_must_do(cast, pupil):
    exclusion = excluded(cast, pupil)
    step(exclusion, "decline", MONDAY + 10 * DAY)
    step(exclusion, "tell_decision", MONDAY + 11 * DAY)
    Suspension.objects.filter(pk=exclusion.pk).update(state=State.DECLINED)
    derive_pupil(pupil, why="Board decided")

    overdue = set(Duty.objects.overdue(date(2030, 1, 1)).values_list("code", flat=True))

    assert "sixth_day" in overdue
    assert {"review_application", "remove_from_roll", "board_meeting"}.isdisjoint(overdue)


def test_a_pupil_who_lives_elsewhere(cast, pupil):
    exclusion = excluded(cast, pupil, home_authority="204")
    derive_pupil(pupil, why="Recorded")
    assert duty_of(exclusion, "tell_home_authority").is_open
    assert duty_of(exclusion, "sixth_day").who == "home_authority"


def test_lunchtimes_of_a_term_add_up(cast, pupil):
    first = suspended(cast, pupil, days=5)
    parts = {MONDAY + 7 * DAY: DayPart.LUNCHTIME}
    lunch = SuspensionFactory(
        school=cast.own, pupil=pupil, kind=SuspensionKind.LUNCHTIME, starts_on=MONDAY + 7 * DAY, parts=parts
    )
    derive_pupil(pupil, why="Recorded")

    assert duty_of(first, "report_board")
    assert "5.5 days" in duty_of(lunch, "tell_board").because


def test_the_same_queries_however_many_records(cast, pupil):
    counts = []
    for weeks in (range(1), range(1, 6)):
        for week in weeks:
            suspended(cast, pupil, first=date(2026, 9, 14) + 7 * week * DAY, days=1)
        derive_pupil(pupil, why="Recorded")
        with CaptureQueriesContext(connection) as queries:
            derive_pupil(pupil, why="Looked again")
        counts.append(len(queries))
    assert counts == [10, 10]


def test_a_duty_is_not_needed_with_a_reason_and_that_is_taken_back(cast, pupil):
    suspension = suspended(cast, pupil)
    derive_pupil(pupil, why="Recorded")
    duty = duty_of(suspension, "tell_parents")
    said = {"on": MONDAY, "how": How.NOT_NEEDED, "by": cast.dsl}
    with pytest.raises(Refused, match="why it is not needed"):
        carry_out(duty=duty, note="  ", **said)

    carry_out(duty=duty, note="A pupil of 18 was told in person", **said)
    derive_pupil(pupil, why="Again")
    duty.refresh_from_db()

    assert (duty.is_open, duty.is_not_needed, duty.was_late) == (False, True, False)
    assert duty.changes.filter(change=Change.NOT_NEEDED, why="A pupil of 18 was told in person").count() == 1
    assert Event.objects.filter(verb="duty.not_needed").count() == 1
    take_back(duty=duty, because="It is", by=cast.dsl)
    assert duty_of(suspension, "tell_parents").is_open


def test_notice_that_was_not_needed_does_not_start_the_boards_clock(cast, pupil):
    exclusion = excluded(cast, pupil)
    derive_pupil(pupil, why="Recorded")
    before = duty_of(exclusion, "board_meeting").by
    said = {"how": How.NOT_NEEDED, "note": "The chair was there", "by": cast.dsl}
    carry_out(duty=duty_of(exclusion, "tell_board"), on=MONDAY + 4 * DAY, **said)
    assert duty_of(exclusion, "board_meeting").by == before


@pytest.mark.parametrize(("decided", "is_open"), [(-1, False), (0, True), (1, True)])
def test_a_meeting_after_the_examination_did_not_come_before_it(cast, pupil, decided, is_open):
    exam = MONDAY + 8 * DAY
    exclusion = excluded(cast, pupil, missed_test="exam", missed_test_on=exam)
    step(exclusion, "decline", exam + decided * DAY)
    exclusion.state = State.DECLINED
    exclusion.save()
    derive_pupil(pupil, why="Decided")
    assert duty_of(exclusion, "board_before_test").is_open is is_open
    assert not duty_of(exclusion, "board_meeting").is_open
