from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern, Triage
from exclusions.protocol.models import Case
from linkworkers.inbox import services, tasks
from linkworkers.inbox.services import Decided, NewCase
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.factories import CaseFactory, ConcernFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concern(cast, clock):
    return ConcernFactory(school=cast.own)


def deciding(concern, by, decision: str, **options) -> Triage:
    decided = Decided(decision=decision, rationale="Because.", reply="Do this.", **options)
    pupil = concern.subjects.first().pupil
    new_case = NewCase(pupil) if decision == "open_case" else None
    return services.decide(
        concern=concern, decided=decided, new_case=new_case, by=by, seen_version=concern.version
    )


@pytest.mark.parametrize(
    ("decision", "options", "cases"),
    [("advise", {}, 0), ("close", {}, 0), ("refer", {"destination": "mash"}, 0), ("open_case", {}, 1)],
)
def test_a_decision_decides_and_opens_a_case_only_where_it_says_so(cast, concern, decision, options, cases):
    triage = deciding(concern, cast.lead_social_worker, decision, **options)

    concern.refresh_from_db()
    assert (concern.state, triage.decision) == (State.DECIDED, decision)
    assert Case.objects.filter(concern=concern).count() == cases
    verbs = set(Event.objects.filter(kind="change").values_list("verb", flat=True))
    assert verbs == {"concern.decide"} | ({"case.open"} if cases else set())


def test_where_the_case_cannot_be_opened_nothing_is_decided(cast, concern):
    first = CaseFactory(school=cast.own, pupil=concern.subjects.get().pupil)
    events, notices = Event.objects.count(), Notice.objects.count()

    with pytest.raises(Refused, match=first.reference):
        deciding(concern, cast.lead_social_worker, "open_case")

    concern.refresh_from_db()
    assert (concern.state, concern.version) == (State.SENT, 1)
    assert not Triage.objects.exists()
    assert (Event.objects.count(), Notice.objects.count()) == (events, notices)


@pytest.mark.parametrize(("decision", "with_case"), [("open_case", False), ("advise", True)])
def test_a_case_and_its_decision_belong_together(cast, concern, decision, with_case):
    decided = Decided(decision=decision, rationale="Because.", reply="Do this.")
    new_case = NewCase(concern.subjects.get().pupil) if with_case else None

    with pytest.raises(Refused):
        services.decide(
            concern=concern, decided=decided, new_case=new_case, by=cast.lead_social_worker, seen_version=1
        )

    assert not Triage.objects.exists()


def test_the_second_decision_is_refused(cast, concern):
    deciding(concern, cast.deputy_social_worker, "advise")

    with pytest.raises(WrongState, match="Deputy Social Worker decided this"):
        deciding(concern, cast.lead_social_worker, "close")


def chased(on: date) -> set[tuple[str, str]]:
    return {(n.user.name, n.leads_to.split("/")[1]) for n in services.chase_overdue(on)}


LINK_WORKERS = {("Lead Social Worker", "inbox"), ("Deputy Social Worker", "inbox")}
HEAD = {("Head Of Service", "concerns")}


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (26, set()),  # the day it is due
        (27, LINK_WORKERS),
        (28, set()),  # a weekend
        (30, LINK_WORKERS),
        (31, LINK_WORKERS | HEAD),  # 1 December: three school days late
    ],
)
def test_late_concerns_are_chased_and_after_three_school_days_escalated(concern, clock, day, told):
    moment = datetime(2026, 11, 1, 9, 0, tzinfo=UTC) + timedelta(days=day - 1)
    clock.move_to(moment)

    assert chased(moment.date()) == told


def test_a_concern_is_chased_once_a_day(concern, clock):
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    assert chased(date(2026, 11, 27)) == LINK_WORKERS
    clock.shift(timedelta(hours=3))
    assert chased(date(2026, 11, 27)) == set()
    clock.move_to(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert chased(date(2026, 11, 30)) == LINK_WORKERS


def test_the_notice_says_which_concern_and_since_when(concern, clock):
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))

    texts = {notice.text for notice in services.chase_overdue(date(2026, 11, 27))}

    assert texts == {f"{concern.reference}: the decision is overdue since Thu 26 Nov."}


@pytest.mark.parametrize("state", [State.IN_TRIAGE, State.WITH_SCHOOL, State.DECIDED])
def test_a_question_to_the_school_stops_no_clock_and_a_decision_does(concern, clock, state):
    Concern.objects.update(state=state)
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))

    assert chased(date(2026, 11, 27)) == (set() if state == State.DECIDED else LINK_WORKERS)


def test_where_nobody_stands_with_the_school_nothing_is_sent_or_written(db, clock):
    ConcernFactory()
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))

    assert (services.chase_overdue(date(2026, 11, 27)), Event.objects.count()) == ([], 0)


def test_the_task_chases_what_is_late_today(concern, clock):
    clock.move_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))

    tasks.chase_overdue.delay()

    assert Notice.objects.filter(kind=services.OVERDUE).count() == 2
    assert Event.objects.get(verb="concern.chase").detail == {"days_late": 1, "told": 2}
