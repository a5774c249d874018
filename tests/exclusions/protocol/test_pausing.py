"""Pauses: the clock stands still for a reason, no longer than the protocol gives; the law's never."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from exclusions.protocol import services
from exclusions.protocol.models import Case, CaseEntry, CasePause
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.calendars.services import forget_calendars
from tests.exclusions.protocol.filled import move
from tests.exclusions.protocol.test_pages import text_of
from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)  # the meeting is due on Monday the 23rd
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def by(cast):
    return cast.lead_social_worker


@pytest.fixture
def case(cast, clock):
    return CaseFactory(school=cast.own)


def pause(case, by, because="The family is away."):
    return services.pause_case(case=case, because=because, by=by, seen_revision=case.revision)


def due(case) -> tuple[date, date]:
    """What the case says and what its stage says: always the same day."""
    case = Case.objects.get(pk=case.pk)
    return case.due_on, case.stage_records.current().get().due_on


def test_a_pause_moves_the_day_by_its_school_days_and_says_so(case, by):
    case = pause(case, by)

    assert (case.paused_until, due(case)) == (date(2026, 11, 23), (date(2026, 12, 7), date(2026, 12, 7)))
    kept = CasePause.objects.get()
    assert (kept.because, kept.due_before, kept.due_after, kept.ended_on) == (
        "The family is away.",
        date(2026, 11, 23),
        date(2026, 12, 7),
        None,
    )
    entry = CaseEntry.objects.get()
    assert (entry.kind, entry.text, entry.detail["until"]) == ("paused", "The family is away.", "2026-11-23")
    assert Event.objects.get(verb="case.pause").detail["due_after"] == "2026-12-07"


def test_ending_it_early_moves_the_day_only_by_what_it_took(case, by, clock):
    pause(case, by)
    clock.shift(timedelta(days=3))

    services.resume_case(case=case, because="They are back.", by=by, seen_revision=case.revision)

    assert due(case) == (date(2026, 11, 26), date(2026, 11, 26))
    assert Case.objects.get().paused_until is None
    assert CasePause.objects.get().ended_on == date(2026, 11, 12)
    assert CaseEntry.objects.get(kind="resumed").text == "They are back."


def test_days_on_which_the_school_is_closed_do_not_count(cast, case, by, clock):
    cast.own.closures.create(on=date(2026, 11, 11), reason="INSET day")
    forget_calendars()
    pause(case, by)
    clock.shift(timedelta(days=3))

    services.resume_case(case=case, because="Back.", by=by, seen_revision=case.revision)

    assert due(case)[0] == date(2026, 11, 25)


def test_it_ends_by_itself_and_the_day_is_right_before_anybody_looks(case, by, clock):
    pause(case, by)
    clock.move_to(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert Case.objects.get().is_paused is False

    assert services.end_pauses_that_ran_out(date(2026, 11, 30)) == 1
    assert services.end_pauses_that_ran_out(date(2026, 11, 30)) == 0

    assert CasePause.objects.get().ended_on == date(2026, 11, 23)
    assert due(case) == (date(2026, 12, 7), date(2026, 12, 7))
    assert CaseEntry.objects.get(kind="resumed").by is None


def test_a_paused_case_is_not_late_and_nobody_is_chased(cast, case, by, clock):
    clock.move_to(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert Case.objects.overdue(date(2026, 11, 25)).count() == 1
    pause(case, by)

    assert (Case.objects.overdue(date(2026, 11, 25)).count(), services.chase_overdue(date(2026, 11, 25))) == (
        0,
        [],
    )


def test_what_was_late_when_it_began_stays_late(case, by, clock):
    clock.move_to(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    pause(case, by)
    clock.shift(timedelta(days=2))

    services.resume_case(case=case, because="Back.", by=by, seen_revision=case.revision)

    assert due(case) == (date(2026, 11, 23), date(2026, 11, 23))
    assert Case.objects.overdue(date(2026, 11, 27)).count() == 1


def test_recording_the_stage_ends_the_pause_and_nothing_is_lost(case, by, clock):
    pause(case, by)
    clock.shift(timedelta(days=4))

    case = move(Case.objects.get(), "plan", by=by)

    assert (case.stage.code, case.paused_until, due(case)[0]) == ("plan", None, date(2026, 11, 18))
    assert CasePause.objects.get().ended_on == date(2026, 11, 13)
    assert case.stage_records.get(number=1).due_on == date(2026, 11, 27)


def test_a_head_who_considers_exclusion_ends_the_pause_and_hurries(case, by, clock):
    pause(case, by)
    clock.shift(timedelta(days=1))

    services.mark_head_considering(case=case, by=by)

    case.refresh_from_db()
    assert (case.paused_until, due(case)) == (None, (date(2026, 11, 16), date(2026, 11, 16)))


@pytest.mark.parametrize("because", ["", "  "])
def test_a_pause_needs_a_reason(case, by, because):
    with pytest.raises(Refused, match="why"):
        pause(case, by, because)
    assert CasePause.objects.count() == 0


def test_twice_out_of_date_or_not_at_all_is_refused(case, by):
    with pytest.raises(WrongState, match="not paused"):
        services.resume_case(case=case, because="x", by=by, seen_revision=1)
    with pytest.raises(WrongState):
        services.pause_case(case=case, because="x", by=by, seen_revision=7)
    pause(case, by)
    with pytest.raises(WrongState, match="paused already, until Mon 23 Nov"):
        pause(case, by)
    services.close_case(case=case, outcome_code="MOVED_OUT", note="Moved.", by=by, seen_revision=1)
    with pytest.raises(WrongState, match="was closed"):
        pause(case, by)
    assert (Case.objects.get().paused_until, CasePause.objects.get().ended_on) == (None, TODAY)


def test_entries_are_kept_as_they_were_written(case, by):
    pause(case, by)
    for change in (CaseEntry.objects.all().delete, lambda: CaseEntry.objects.update(text="Other words")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_says_what_the_pause_does_and_that_the_law_never_pauses(as_person, case, by):
    browser = as_person("lead_social_worker")
    url = f"{case.get_absolute_url()}do/pause/"

    empty = text_of(browser.post(url, {"because": "", "seen_revision": 1}))
    sent = browser.post(url, {"because": "The family is away.", "seen_revision": 1})

    page = text_of(browser.get(case.get_absolute_url()))
    assert ("Write down why" in empty, sent.status_code) == (True, 302)
    assert "It was due Mon 23 Nov; if the pause lasts, it is due Mon 7 Dec." in page
    assert "Duties of the law never pause." in page
    assert ("End the pause" in page, "Pause the case" in page) == (True, False)
    assert "The family is away." in text_of(browser.get(f"{case.get_absolute_url()}timeline/"))


def test_the_page_says_until_when_a_pause_would_last(as_person, case):
    page = as_person("lead_social_worker").get(f"{case.get_absolute_url()}do/pause/").content.decode()

    assert "it runs again on" in page
    assert "at the latest." in page


def test_urgency_found_during_a_pause_still_holds_when_it_ends(cast):
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False) as clock:
        case, by = CaseFactory(school=cast.own), cast.lead_social_worker  # due on 7 December
        services.pause_case(case=case, because="Away.", by=by, seen_revision=1)
        services.set_urgent(case=case, is_urgent=True, because="Worse.", by=by)
        clock.shift(timedelta(days=1))
        services.resume_case(case=case, because="Back.", by=by, seen_revision=1)

    case.refresh_from_db()
    # Five school days from the alert, and the one that the pause took.
    assert case.due_on == date(2026, 12, 1)
