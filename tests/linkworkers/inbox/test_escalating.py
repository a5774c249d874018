"""Concerns that are late: who is told on which school day, who stands in for them, and what is kept."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern
from exclusions.concerns.services import ask_school
from linkworkers.inbox import escalating, tasks
from linkworkers.inbox.enums import Clock, Rung
from linkworkers.inbox.escalating import Late, rungs_reached
from linkworkers.inbox.models import Escalation
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.notices.models import Notice
from schools.calendars.models import Closure
from tests.factories import ConcernFactory, CoverFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # due Tue 24 to acknowledge, Thu 26 to decide
LEAD, DEPUTY, HEAD = "Lead Social Worker", "Deputy Social Worker", "Head Of Service"


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concern(cast, clock):
    """Acknowledged, so that the decision alone is late."""
    return ConcernFactory(school=cast.own, acknowledged_at=MONDAY)


@pytest.fixture
def chased(clock):
    def run(on: date) -> list[str]:
        clock.move_to(datetime.combine(on, time(9), tzinfo=UTC))
        return sorted(notice.user.name for notice in escalating.chase_overdue(on))

    return run


def november(day: int) -> date:
    return date(2026, 11, 1) + timedelta(days=day - 1)


def steps() -> list[tuple[str, str, int, list[str]]]:
    return [
        (step.clock, step.rung, step.days_late, sorted(person.name for person in step.told.all()))
        for step in Escalation.objects.order_by("pk")
    ]


def test_it_climbs_a_step_at_a_time_on_school_days(concern, chased):
    days = (26, 27, 28, 30, 31, 32, 33, 34)

    told = {day: chased(november(day)) for day in days}

    assert told == {
        26: [],  # the day it is due
        27: [LEAD],
        28: [],  # a Saturday
        30: [DEPUTY, LEAD],
        31: [HEAD, LEAD],  # 1 December
        32: [LEAD],
        33: [HEAD, LEAD],  # on the board's list
        34: [LEAD],
    }
    assert steps() == [
        ("decide", "owner", 1, [LEAD]),
        ("decide", "deputy", 2, [DEPUTY]),
        ("decide", "head", 3, [HEAD]),
        ("decide", "board", 5, [HEAD]),
    ]


def test_days_are_those_of_the_concerns_school(cast, concern, chased):
    Closure.objects.create(school=cast.own, on=november(27), reason="Heating")

    assert (chased(november(27)), chased(november(30))) == ([], [LEAD])


def test_nobody_has_looked_at_it(cast, clock, chased):
    ConcernFactory(school=cast.own)

    assert [chased(november(day)) for day in (24, 25, 26)] == [[], [LEAD], [DEPUTY, LEAD]]
    assert steps() == [("acknowledge", "owner", 1, [LEAD]), ("acknowledge", "deputy", 2, [DEPUTY])]
    words = set(Notice.objects.values_list("text", flat=True))
    assert words == {f"{Concern.objects.get()}: nobody has looked at it; that was due on Tue 24 Nov."}


def test_a_second_run_on_a_day_tells_nobody(concern, chased, clock):
    assert chased(november(27)) == [LEAD]
    clock.shift(timedelta(hours=3))

    assert escalating.chase_overdue(november(27)) == []
    assert len(steps()) == 1


def test_days_without_a_run_are_made_up_for_at_once(concern, chased):
    assert chased(november(33)) == [DEPUTY, HEAD, LEAD]
    assert [rung for _, rung, *_ in steps()] == list(Rung)


def test_whoever_is_away_is_stood_in_for(cast, concern, chased):
    for name, role in (("lead_social_worker", Role.LEAD_SOCIAL_WORKER), ("deputy_social_worker", None)):
        link = cast.own.links.get(user=cast.people[name])
        CoverFactory(
            link=link,
            user=cast.other_social_worker if role else cast.on_site_social_worker,
            starts_on=november(20),
            ends_on=november(30),
        )

    assert chased(november(27)) == ["Other Social Worker"]
    assert chased(november(30)) == ["On Site Social Worker", "Other Social Worker"]
    assert chased(november(31)) == [HEAD, LEAD]  # the covers are over


def test_the_owner_is_whoever_has_taken_it_and_whoever_is_away_of_them(cast, concern, chased):
    Concern.objects.update(taken_by=cast.deputy_social_worker, state=State.IN_TRIAGE)
    assert chased(november(27)) == [DEPUTY]

    cover = CoverFactory(
        link=cast.own.links.get(user=cast.deputy_social_worker),
        user=cast.other_social_worker,
        starts_on=november(28),
        ends_on=november(60),
    )
    assert chased(november(30)) == [cover.user.name]


def test_whoever_has_taken_it_and_left_is_told_no_more(cast, concern, chased):
    Concern.objects.update(taken_by=cast.deputy_social_worker, state=State.IN_TRIAGE)
    cast.own.links.filter(user=cast.deputy_social_worker).delete()

    assert chased(november(27)) == [LEAD]


def test_an_empty_rung_is_skipped_and_taken_once_somebody_stands_there(cast, concern, chased):
    links = cast.own.links.filter(user__in=[cast.lead_social_worker, cast.deputy_social_worker])
    links.update(starts_on=november(33))

    assert chased(november(27)) == [HEAD]
    assert chased(november(30)) == []
    assert chased(november(33)) == [DEPUTY, HEAD, LEAD]
    assert [rung for _, rung, *_ in steps()] == ["head", "owner", "deputy", "board"]


def test_where_nobody_stands_with_the_school_nothing_is_sent_and_the_board_hears_of_it(db, clock, chased):
    ConcernFactory(acknowledged_at=MONDAY)

    assert chased(november(27)) == []
    assert (steps(), Event.objects.count()) == ([], 0)
    assert chased(november(33)) == []
    assert steps() == [("decide", "board", 5, [])]


def test_a_clock_that_stands_is_chased_by_nobody(cast, concern, chased):
    ask_school(
        concern=concern, question="Since when?", because="All depends on it.", by=cast.lead_social_worker
    )

    # Asked on Monday, it stands for five school days, to Mon 30; then two days are left... to Thu 3 Dec.
    told = [chased(november(day)) for day in (25, 26, 27, 30, 31, 33)]
    assert told == [[]] * 6
    assert chased(november(34)) == [LEAD]


@pytest.mark.parametrize("state", [State.IN_TRIAGE, State.WITH_SCHOOL, State.DECIDED])
def test_a_question_without_a_reason_stops_no_clock_and_a_decision_does(concern, chased, state):
    Concern.objects.update(state=state)

    assert chased(november(27)) == ([] if state == State.DECIDED else [LEAD])


@pytest.mark.parametrize(
    ("clock_of", "days", "in_danger", "rungs"),
    [
        (Clock.DECIDE, 1, False, [Rung.OWNER]),
        (Clock.DECIDE, 2, False, [Rung.OWNER, Rung.DEPUTY]),
        (Clock.DECIDE, 2, True, [Rung.OWNER, Rung.DEPUTY, Rung.HEAD]),
        (Clock.DECIDE, 4, False, [Rung.OWNER, Rung.DEPUTY, Rung.HEAD]),
        (Clock.DECIDE, 5, False, list(Rung)),
        (Clock.ACKNOWLEDGE, 9, True, [Rung.OWNER, Rung.DEPUTY, Rung.HEAD]),
    ],
)
def test_the_ladder(clock_of, days, in_danger, rungs):
    assert rungs_reached(Late(clock_of, november(20), days), in_danger=in_danger) == rungs


def test_the_authority_sets_the_ladder(settings):
    settings.TRIAGE_ESCALATION_DAYS = [1, 3, 6, 10]

    assert rungs_reached(Late(Clock.DECIDE, november(20), 5), in_danger=False) == [Rung.OWNER, Rung.DEPUTY]


def test_links_lead_deciders_to_the_inbox_and_heads_to_the_record(concern, chased):
    chased(november(31))

    assert {(n.user.name, n.leads_to.split("/")[1]) for n in Notice.objects.all()} == {
        (LEAD, "inbox"),
        (DEPUTY, "inbox"),
        (HEAD, "concerns"),
    }
    text = f"{concern.reference}: the decision is overdue since Thu 26 Nov."
    assert set(Notice.objects.values_list("text", flat=True)) == {text}


def test_steps_are_audited_and_stay(concern, clock):
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))

    tasks.chase_overdue.delay()

    detail = {"clock": "decide", "days_late": 1, "told": 1, "steps": ["owner"]}
    assert Event.objects.get(verb="concern.chase").detail == detail
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Escalation.objects.update(days_late=0)


@pytest.fixture
def listed(concern, chased):
    chased(november(33))
    return concern


def test_queue_and_concern_say_who_was_told(as_person, listed):
    browser = as_person("lead_social_worker")

    assert "On the board’s list" in browser.get("/inbox/").content.decode()
    for page in (f"/inbox/{listed.reference}/", f"/concerns/{listed.reference}/"):
        said = " ".join(browser.get(page).content.decode().split())
        assert "Thu 3 Dec, 5 school days late: the head of service (Head Of Service)." in said
    assert (
        "Who was told that this is late"
        in as_person("dsl").get(f"/concerns/{listed.reference}/").content.decode()
    )


@pytest.mark.parametrize(("person", "opens"), [("head_of_service", True), ("inclusion_officer", False)])
def test_the_boards_list_leads_to_a_concern_those_alone_who_may_read_it(as_person, listed, person, opens):
    page = as_person(person).get("/inbox/late/").content.decode()

    assert listed.reference in page
    assert (f'href="/concerns/{listed.reference}/"' in page) is opens


def test_the_boards_list_is_of_ones_schools_and_of_what_is_open(cast, as_person, listed, chased):
    other = ConcernFactory(school=cast.other, acknowledged_at=MONDAY, raised_at=MONDAY)
    escalating.chase_overdue(november(33))

    assert other.reference not in as_person("head_of_service").get("/inbox/late/").content.decode()
    assert other.reference in as_person("inclusion_officer").get("/inbox/late/").content.decode()
    Concern.objects.update(state=State.DECIDED)
    assert (
        "No concern has been late for so long"
        in as_person("head_of_service").get("/inbox/late/").content.decode()
    )


def test_the_boards_list_asks_as_often_for_three_as_for_one(cast, as_person, listed, chased):
    browser = as_person("head_of_service")
    browser.get("/inbox/late/")
    with_one = _queries(browser)
    for _ in range(2):
        ConcernFactory(school=cast.own, acknowledged_at=MONDAY, raised_at=MONDAY)
    escalating.chase_overdue(november(33))

    assert _queries(browser) == with_one


def _queries(browser) -> int:
    with CaptureQueriesContext(connection) as caught:
        browser.get("/inbox/late/")
    return len(caught)
