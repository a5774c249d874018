"""The lists of the inbox: who is on which tab, that counts are lengths, and what comes next."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from exclusions.concerns.enums import Decision, State
from exclusions.concerns.models import Triage
from exclusions.concerns.services import ask_school, run_clocks_again
from linkworkers.inbox import queries
from portal.notices.models import Notice
from schools.links.models import Link
from schools.links.standing import forget_standing
from tests.cast import EVERYONE
from tests.factories import CaseFactory, ConcernFactory, CoverFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TRIAGE_OWN = {"lead_social_worker", "deputy_social_worker"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def decided(concern, by, days_ago: int = 1):
    concern.state = State.DECIDED
    concern.save(update_fields=["state"])
    Triage.objects.create(
        concern=concern,
        on_concern=concern,
        decision=Decision.ADVISE,
        rationale="Because.",
        reply="Do this.",
        decided_by=by,
        capacity="Lead social worker",
        decided_at=timezone.now() - timedelta(days=days_ago),
    )
    return concern


@pytest.fixture
def concerns(cast):
    def raised(days_ago: int, school=cast.own, **options):
        return ConcernFactory(school=school, raised_at=MONDAY - timedelta(days=days_ago), **options)

    return {
        "new": raised(0),  # due Thu 26
        "late": raised(6),  # raised Tue 17, due Fri 20
        "danger": raised(0, in_danger=True),
        "mine": raised(3, in_triage=True, taken_by=cast.lead_social_worker),  # due Wed 25
        "asked": raised(7, with_school=True, taken_by=cast.deputy_social_worker),  # due Thu 19
        "done": decided(raised(9), cast.lead_social_worker),
        "old": decided(raised(200), cast.lead_social_worker, days_ago=91),
        "other": raised(6, school=cast.other),
    }


TABS_OF_LEAD = {
    "waiting": "danger late mine new",
    "mine": "mine",
    "unclaimed": "danger late new",
    "covering": "",
    "school": "asked",
    "sign": "",
    "overdue": "asked late",
    "decided": "done",
}


def names(concerns, rows) -> str:
    by_pk = {concern.pk: name for name, concern in concerns.items()}
    return " ".join(by_pk[row.pk] for row in rows)


@pytest.mark.parametrize("code", TABS_OF_LEAD)
def test_each_tab_holds_its_concerns_most_urgent_first(cast, concerns, code):
    assert names(concerns, queries.tab_rows(code, cast.lead_social_worker)) == TABS_OF_LEAD[code]


def test_every_tab_is_tested():
    assert set(TABS_OF_LEAD) == set(queries.TABS)


def test_mine_is_whoever_took_it(cast, concerns):
    assert names(concerns, queries.tab_rows("mine", cast.deputy_social_worker)) == "asked"


def test_covering_is_what_is_open_where_one_stands_in_and_ends_with_the_cover(cast, concerns, clock):
    stand_in = cast.other_social_worker
    link = Link.objects.get(user=cast.lead_social_worker, school=cast.own)
    CoverFactory(link=link, user=stand_in, starts_on=MONDAY.date(), ends_on=MONDAY.date())

    assert names(concerns, queries.tab_rows("covering", stand_in)) == "danger asked late mine new"
    clock.shift(timedelta(days=1))
    forget_standing(stand_in)
    assert names(concerns, queries.tab_rows("covering", stand_in)) == ""


def test_standing_in_for_somebody_who_does_not_triage_is_no_covering(cast, concerns):
    link = Link.objects.get(user=cast.headteacher, school=cast.own)
    CoverFactory(link=link, user=cast.lead_social_worker, starts_on=MONDAY.date(), ends_on=MONDAY.date())

    assert names(concerns, queries.tab_rows("covering", cast.lead_social_worker)) == ""


@pytest.mark.parametrize("name", EVERYONE)
def test_nobody_finds_a_concern_in_the_inbox_that_they_do_not_triage(cast, concerns, name):
    found = {code: names(concerns, queries.tab_rows(code, cast.people[name])) for code in queries.TABS}

    if name in TRIAGE_OWN:
        mine = {"lead_social_worker": "mine", "deputy_social_worker": "asked"}[name]
        assert found == TABS_OF_LEAD | {"mine": mine}
    elif name == "other_social_worker":
        theirs = ("waiting", "unclaimed", "overdue")
        assert found == dict.fromkeys(queries.TABS, "") | dict.fromkeys(theirs, "other")
    else:
        assert found == dict.fromkeys(queries.TABS, "")


@pytest.mark.parametrize("name", ["lead_social_worker", "deputy_social_worker", "other_social_worker"])
@pytest.mark.parametrize("code", TABS_OF_LEAD)
def test_the_count_on_a_tab_is_the_length_of_the_list_behind_it(cast, as_person, concerns, name, code):
    response = as_person(name).get(f"/inbox/?tab={code}")

    on_tab = {tab.code: count for tab, count, _ in response.context["tabs"]}
    assert on_tab[code] == response.context["total"] == len(response.context["table"].rows)
    assert on_tab == queries.tab_counts(cast.people[name])
    assert f"{queries.TABS[code].label} ({on_tab[code]})" in response.content.decode()


def test_next_goes_through_the_queue_and_begins_again(cast, concerns):
    lead = cast.lead_social_worker

    def following(name: str) -> str:
        return names(concerns, [queries.next_after(lead, concerns[name].reference)])

    assert names(concerns, [queries.next_after(lead)]) == "danger"
    assert [following(n) for n in ("danger", "late", "mine", "new")] == ["late", "mine", "new", "danger"]
    assert [following(n) for n in ("done", "asked", "other")] == ["danger", "danger", "danger"]


def test_the_only_concern_is_followed_by_itself_and_an_empty_queue_by_nothing(cast):
    only = ConcernFactory(school=cast.own)

    assert queries.next_after(cast.lead_social_worker, only.reference) == only
    assert queries.next_after(cast.other_social_worker) is None


def test_what_is_known_counts_each_earlier_concern_and_case_once(cast):
    first = ConcernFactory(school=cast.own, raised_at=MONDAY - timedelta(days=30))
    pupil = first.subjects.get().pupil
    second = ConcernFactory(school=cast.own, raised_at=MONDAY - timedelta(days=20), pupil=pupil)
    both = ConcernFactory(school=cast.own, pupil=pupil)
    sibling = ConcernFactory(school=cast.own, raised_at=MONDAY - timedelta(days=10)).subjects.get().pupil
    for concern in (second, both):
        concern.subjects.create(pupil=sibling)
    CaseFactory(school=cast.own, pupil=sibling)
    hidden = ConcernFactory(school=cast.other, raised_at=MONDAY - timedelta(days=5), pupil=pupil)

    rows = queries.with_known(queries.tab_rows("waiting", cast.lead_social_worker), cast.lead_social_worker)
    known = {row.pk: (row.known_concerns, row.known_cases) for row in rows}

    # Sibling's own first concern is later than the second one, so the second knows the first alone.
    assert known[first.pk] == (0, 0)
    assert known[second.pk] == (1, 1)
    assert known[both.pk] == (3, 1)
    assert hidden.pk not in known


def test_a_question_that_nobody_answered_in_time_is_the_worker_s_move_again(cast, clock):
    lead, concern = cast.lead_social_worker, ConcernFactory(school=cast.own, raised_by=cast.dsl)
    said = {"question": "Which aunt?", "because": "It hangs on who she is."}
    ask_school(concern=concern, by=lead, **said)
    assert concern not in queries.tab_rows("waiting", lead)

    clock.shift(timedelta(days=14))
    assert run_clocks_again(timezone.localdate()) == 1

    assert concern in queries.tab_rows("waiting", lead)
    assert concern in queries.tab_rows("school", lead)
    assert queries.next_after(lead) == concern
    assert Notice.objects.filter(kind="concern.run_clock", user=lead).count() == 1
