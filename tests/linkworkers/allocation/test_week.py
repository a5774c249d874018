"""The weekly summary: counts by school, credited to who stood there on the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exclusions.concerns.enums import Decision, State
from exclusions.concerns.models import Triage
from exclusions.concerns.services import seal_concern
from linkworkers.allocation import tasks
from linkworkers.allocation.week import COUNTS, in_words, monday_before, tell_of_last_week, week_of
from portal.notices.models import Notice
from tests.factories import CaseFactory, ConcernFactory, LinkFactory, UserFactory

MONDAY, TODAY = date(2026, 11, 16), date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock(time_machine, db):
    time_machine.move_to(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), tick=False)


def on(day, hour=10):
    return datetime(2026, 11, day, hour, 0, tzinfo=UTC)


def came_in(cast, day, **more):
    more = {"decide_by": TODAY + timedelta(days=3), "school": cast.own} | more
    return ConcernFactory(raised_at=on(day), acknowledge_by=more["decide_by"], **more)


def decided(cast, day, by_day):
    concern = came_in(cast, 10, state=State.DECIDED, decide_by=date(2026, 11, by_day))
    Triage.objects.create(
        concern=concern,
        on_concern=concern,
        decision=Decision.ADVISE,
        rationale="Because.",
        reply="Thank you.",
        decided_by=cast.lead_social_worker,
        decided_at=on(day),
    )


def counts(user):
    return {
        row.school.name: tuple(getattr(row, name) for name in COUNTS) for row in week_of(user, MONDAY, TODAY)
    }


def test_the_last_week_that_is_over():
    assert [monday_before(date(2026, 11, day)) for day in (22, 23, 29)] == [
        date(2026, 11, 9),
        MONDAY,
        MONDAY,
    ]


def test_what_came_in_was_decided_in_time_and_is_overdue(cast):
    came_in(cast, 15)
    came_in(cast, 16)
    came_in(cast, 22, decide_by=date(2026, 11, 22))
    came_in(cast, 23)
    came_in(cast, 17, school=cast.other)
    decided(cast, 17, by_day=17)
    decided(cast, 18, by_day=17)
    decided(cast, 13, by_day=17)
    CaseFactory(school=cast.own, opened_at=on(18), due_on=date(2026, 11, 20))
    CaseFactory(school=cast.own, opened_at=on(2), due_on=date(2026, 12, 20))

    expected = {cast.own.name: (2, 2, 1, 1, 1, 1)}
    assert counts(cast.lead_social_worker) == expected
    assert counts(cast.head_of_service) == expected
    assert counts(cast.other_social_worker) == {cast.other.name: (1, 0, 0, 0, 0, 0)}
    assert counts(cast.dsl) == {}


def test_whoever_came_later_is_not_credited_and_whoever_went_is_told_nothing(cast):
    came_in(cast, 17)
    newcomer, gone = UserFactory(), UserFactory()
    LinkFactory(user=newcomer, school=cast.own, capacity="deputy_social_worker", starts_on=date(2026, 11, 18))
    LinkFactory(
        user=gone,
        school=cast.own,
        capacity="deputy_social_worker",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 11, 20),
    )
    came_in(cast, 19)

    assert counts(newcomer) == {cast.own.name: (1, 0, 0, 0, 0, 0)}
    assert counts(gone) == {}


def test_a_sealed_concern_is_not_counted_for_others(cast):
    concern = came_in(cast, 17)
    seal_concern(
        concern=concern, readers=[cast.dsl, cast.lead_social_worker], because="Her aunt.", by=cast.dsl
    )

    assert counts(cast.lead_social_worker) == {cast.own.name: (1, 0, 0, 0, 0, 0)}
    assert counts(cast.deputy_social_worker) == {}


def test_each_is_told_once_and_nobody_of_nothing(cast):
    came_in(cast, 17)

    told = tell_of_last_week(TODAY)
    assert tell_of_last_week(TODAY) == 0
    tasks.tell_of_last_week()

    notices = Notice.objects.filter(kind="week.summary")
    assert {notice.user for notice in notices} == {
        cast.lead_social_worker,
        cast.deputy_social_worker,
        cast.head_of_service,
    }
    assert told == notices.count() == 3
    assert {(notice.text, notice.leads_to) for notice in notices} == {
        (
            "Your week: 1 concern came in, 0 of 0 decided in time, 0 overdue.",
            "/allocation/week/?from=2026-11-16",
        )
    }


def test_the_words_count():
    counts = dict(zip(COUNTS, (3, 3, 2, 1, 0, 1), strict=True))

    assert in_words(counts) == "Your week: 3 concerns came in, 2 of 3 decided in time, 2 overdue."


def test_the_page_shows_a_week_and_the_one_before(cast, as_person):
    came_in(cast, 17)
    client = as_person("lead_social_worker")

    page = client.get("/allocation/week/").text
    assert "16 November 2026 to 22 November 2026" in page
    assert cast.own.name in page
    assert "9 November 2026 to 15 November 2026" in client.get("/allocation/week/?from=2026-11-11").text
    for nonsense in ("nonsense", "2031-01-01", "1999-01-01", "2026-11-99"):
        assert "16 November 2026 to 22 November 2026" in client.get(f"/allocation/week/?from={nonsense}").text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_week_costs_the_same_however_much_came_in(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        came_in(cast, 17)
    list(week_of(cast.lead_social_worker, MONDAY, TODAY))

    with django_assert_num_queries(7):
        week_of(cast.lead_social_worker, MONDAY, TODAY)
