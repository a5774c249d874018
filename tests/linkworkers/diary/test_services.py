"""Writing the diary: entries, planned days, follow-ups, corrections."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from linkworkers.diary.enums import Audience, Kind, Part, Sessions, State
from linkworkers.diary.models import DiaryEntry, DiaryLine
from linkworkers.diary.services import Said, add_entry, call_off, correct, follow_up, happened, plan_days
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.calendars.models import Closure
from tests.factories import DiaryEntryFactory, EnrolmentFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()
SAID = Said(asked="How to plan a return", advice="A meeting first", school_will="Invite the family")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def lines_of(entry) -> list[tuple[str, str]]:
    return list(entry.lines.values_list("part", "body"))


def trail() -> list[tuple[str, list[str]]]:
    return [
        (e.verb, sorted(e.subjects.values_list("reference", flat=True))) for e in Event.objects.order_by("pk")
    ]


def add(cast, **changes) -> DiaryEntry:
    given = {
        "school": cast.own,
        "kind": Kind.CONSULTATION,
        "on": TODAY,
        "said": SAID,
        "by": cast.lead_social_worker,
    }
    return add_entry(**(given | changes))


def test_an_entry_keeps_who_in_which_capacity_and_what_was_said(cast):
    entry = add(cast, said=Said(**{**vars(SAID), "with_whom": "Head of year 8", "follow_up_by": TODAY}))

    entry.refresh_from_db()
    assert (entry.worker, entry.capacity, entry.state) == (
        cast.lead_social_worker,
        "Lead social worker",
        State.DONE,
    )
    assert (entry.audience, entry.pupil, entry.sessions) == (Audience.SHARED, None, "")
    assert (entry.follow_up_by, entry.follow_up_with) == (TODAY, cast.lead_social_worker)
    assert lines_of(entry) == [
        (Part.ASKED, "How to plan a return"),
        (Part.ADVICE, "A meeting first"),
        (Part.SCHOOL_WILL, "Invite the family"),
    ]
    assert trail() == [("diary.add", sorted([entry.reference, str(cast.own.urn)]))]


def test_an_entry_about_a_pupil_names_the_pupil_in_the_trail(cast):
    pupil = EnrolmentFactory(school=cast.own).pupil

    entry = add(cast, pupil=pupil)

    assert entry.pupil == pupil
    assert trail()[-1] == ("diary.add", sorted([entry.reference, str(cast.own.urn), pupil.reference]))


def test_a_pupil_of_another_school_is_refused(cast):
    elsewhere = EnrolmentFactory(school=cast.other).pupil

    with pytest.raises(Refused, match="on this school’s roll"):
        add(cast, pupil=elsewhere)
    assert not DiaryEntry.objects.exists()


def test_an_internal_entry_keeps_its_reason(cast):
    entry = add(cast, only_link_workers_because="About how the school answers us")

    assert entry.audience == Audience.LINK_WORKERS
    assert lines_of(entry)[-1] == (Part.WHY_INTERNAL, "About how the school answers us")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"on": TODAY + timedelta(days=1)}, "not in the future"),
        ({"said": Said(asked="x", follow_up_by=TODAY - timedelta(days=1))}, "on or after the day"),
    ],
)
def test_days_that_cannot_be_are_refused(cast, changes, why):
    with pytest.raises(Refused, match=why):
        add(cast, **changes)
    assert not DiaryEntry.objects.exists()


def test_a_second_on_site_day_of_the_same_person_is_refused_of_another_not(cast):
    add(cast, kind=Kind.ON_SITE, sessions=Sessions.MORNING)

    with pytest.raises(Refused, match="23 November 2026 is in your diary already"):
        add(cast, kind=Kind.ON_SITE)
    add(cast, kind=Kind.ON_SITE, by=cast.on_site_social_worker)

    days = DiaryEntry.objects.order_by("pk").values_list("worker__name", "sessions")
    assert list(days) == [("Lead Social Worker", "am"), ("On Site Social Worker", "both")]


def test_every_tuesday_is_planned_but_for_days_that_are_no_school_days(cast):
    Closure.objects.create(on=date(2026, 12, 1), reason="INSET day", school=cast.own)
    DiaryEntryFactory(school=cast.own, worker=cast.on_site_social_worker, on=date(2026, 12, 8), planned=True)
    called_off = DiaryEntryFactory(
        school=cast.own,
        worker=cast.on_site_social_worker,
        on=date(2026, 12, 15),
        on_site=True,
        state=State.NOT_HAPPENED,
    )

    plan = plan_days(
        school=cast.own,
        weekdays=[1],
        first=TODAY,
        last=date(2026, 12, 29),
        sessions=Sessions.MORNING,
        by=cast.on_site_social_worker,
    )

    assert plan.planned == [date(2026, 11, 24), date(2026, 12, 15), date(2026, 12, 22), date(2026, 12, 29)]
    assert (plan.no_school_day, plan.taken) == ([date(2026, 12, 1)], [date(2026, 12, 8)])
    new = DiaryEntry.objects.planned().filter(sessions=Sessions.MORNING).order_by("on")
    assert [entry.on for entry in new] == plan.planned
    assert called_off.reference not in {entry.reference for entry in new}
    assert trail()[-1][0] == "diary.plan"


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (TODAY - timedelta(days=1), TODAY, "from today on"),
        (TODAY, TODAY - timedelta(days=1), "on or after the first day"),
        (TODAY, TODAY + timedelta(days=367), "within a year"),
        (TODAY, TODAY, "Choose other days"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast, first, last, why):
    with pytest.raises(Refused, match=why):
        plan_days(
            school=cast.own, weekdays=[4], first=first, last=last, sessions="both", by=cast.head_of_service
        )
    assert not DiaryEntry.objects.exists()


def test_a_planned_day_happens_once(cast):
    entry = DiaryEntryFactory(school=cast.own, worker=cast.on_site_social_worker, planned=True)

    happened(entry=entry, said=SAID, sessions=Sessions.MORNING, by=cast.on_site_social_worker)

    entry.refresh_from_db()
    assert (entry.state, entry.sessions) == (State.DONE, Sessions.MORNING)
    assert [part for part, _ in lines_of(entry)] == [Part.ASKED, Part.ADVICE, Part.SCHOOL_WILL]
    with pytest.raises(WrongState, match="marked “Done”"):
        call_off(entry=entry, why="Ill", by=cast.on_site_social_worker)


def test_a_day_to_come_may_be_called_off_but_not_have_happened(cast):
    entry = DiaryEntryFactory(
        school=cast.own, worker=cast.on_site_social_worker, planned=True, on=date(2026, 11, 24)
    )

    with pytest.raises(Refused, match="planned for 24 November 2026"):
        happened(entry=entry, said=SAID, sessions="both", by=cast.on_site_social_worker)
    call_off(entry=entry, why="The school is on a trip", by=cast.head_of_service)

    entry.refresh_from_db()
    assert entry.state == State.NOT_HAPPENED
    assert lines_of(entry) == [(Part.NOT_HAPPENED, "The school is on a trip")]
    assert entry.lines.get().author == cast.head_of_service


def test_a_follow_up_is_done_once_and_says_what_came_of_it(cast):
    entry = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, follow_up_by=TODAY)

    follow_up(entry=entry, what="The plan is in place", by=cast.deputy_social_worker)

    entry.refresh_from_db()
    assert not entry.has_open_follow_up
    assert lines_of(entry)[-1] == (Part.FOLLOWED_UP, "The plan is in place")
    with pytest.raises(WrongState, match="Nothing is left"):
        follow_up(entry=entry, what="Again", by=cast.lead_social_worker)


def test_a_correction_is_added_and_changes_nothing(cast):
    entry = add(cast)
    before = lines_of(entry)

    correct(entry=entry, text="It was the deputy who called", by=cast.lead_social_worker)

    assert lines_of(entry) == [*before, (Part.CORRECTION, "It was the deputy who called")]
    with pytest.raises(WrongState):
        correct(entry=DiaryEntryFactory(school=cast.own, planned=True), text="x", by=cast.lead_social_worker)


@pytest.mark.parametrize(
    "change",
    [
        lambda: DiaryLine.objects.update(body="other"),
        lambda: DiaryLine.objects.all().delete(),
        lambda: DiaryEntry.objects.update(on=date(2026, 1, 1)),
        lambda: DiaryEntry.objects.update(audience=Audience.LINK_WORKERS),
        lambda: DiaryEntry.objects.filter(lines=None).delete(),
    ],
    ids=["line changed", "line deleted", "day moved", "reader changed", "entry deleted"],
)
def test_the_database_refuses_to_change_what_was_written(cast, change):
    DiaryEntryFactory(school=cast.own)
    DiaryEntryFactory(school=cast.own, planned=True)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
