"""What a head of service sees of their team, and giving several concerns to somebody at once."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern, Entry
from exclusions.concerns.services import MOST_AT_ONCE, reassign_concerns, seal_concern
from linkworkers.inbox.team import with_load, workers_of
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from tests.factories import CaseFactory, ConcernFactory, LinkFactory, UserFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def held(cast):
    """One concern of each urgency with the lead, one with the deputy, one unclaimed, one elsewhere."""

    def raised(days_ago: int, by=None, **options):
        at = MONDAY - timedelta(days=days_ago)
        state = State.IN_TRIAGE if by else State.SENT
        options = {"school": cast.own, "acknowledged_at": at, **options}
        return ConcernFactory(raised_at=at, taken_by=by, state=state, **options)

    lead = cast.lead_social_worker
    return {
        "danger": raised(0, lead, in_danger=True),
        "overdue": raised(6, lead),
        "today": raised(5, lead),  # raised Wed 18
        "unseen": raised(4, lead, acknowledged_at=None),  # was to be seen by Fri 20, due Tue 24
        "deputys": raised(0, cast.deputy_social_worker),
        "unclaimed": raised(0),
        "elsewhere": raised(0, cast.other_social_worker, school=cast.other),
    }


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def references(page: str) -> set[str]:
    return set(re.findall(r'name="concern" value="([^:"]+):', page))


def test_each_worker_with_what_they_carry(cast, held):
    CaseFactory(school=cast.own, lead=cast.deputy_social_worker)
    gone = UserFactory(name="Gone Away", is_active=False)
    ConcernFactory(school=cast.own, taken_by=gone)

    rows = with_load(workers_of(cast.head_of_service), cast.head_of_service).order_by("name")

    columns = ("name", "concerns", "danger", "overdue", "today", "unseen", "cases", "schools")
    assert list(rows.values_list(*columns)) == [
        ("Deputy Social Worker", 1, 0, 0, 0, 0, 1, 1),
        ("Gone Away", 1, 0, 0, 0, 0, 0, 0),
        ("Lead Social Worker", 4, 1, 1, 1, 1, 0, 1),
    ]


@pytest.mark.parametrize("urgency", ["danger", "overdue", "today", "unseen"])
def test_a_number_leads_to_exactly_its_list(cast, as_person, held, urgency):
    browser = as_person("head_of_service")
    team = browser.get("/inbox/team/").content.decode()
    address = f"/inbox/team/concerns/?worker={cast.lead_social_worker.reference}&amp;urgency={urgency}"

    assert address in team
    assert references(browser.get(html.unescape(address)).content.decode()) == {held[urgency].reference}


def test_what_nobody_has_taken_is_counted_and_listed(as_person, held):
    browser = as_person("head_of_service")

    assert '<span class="portal-count__number">1</span>' in browser.get("/inbox/team/").content.decode()
    page = browser.get("/inbox/team/concerns/?worker=nobody").content.decode()
    assert references(page) == {held["unclaimed"].reference}


def test_a_sealed_concern_counts_for_nobody_whom_it_does_not_name(cast, as_person, held):
    readers = [cast.dsl, cast.deputy_social_worker]
    seal_concern(concern=held["deputys"], readers=readers, because="Her own niece.", by=cast.dsl)
    browser = as_person("head_of_service")

    assert held["deputys"].reference not in browser.get("/inbox/team/concerns/").content.decode()
    row = with_load(workers_of(cast.head_of_service), cast.head_of_service).get(
        pk=cast.deputy_social_worker.pk
    )
    assert row.concerns == 0
    sent = {
        "concern": [f"{held['deputys'].reference}:1"],
        "give": "yes",
        "to": cast.lead_social_worker.reference,
    }
    browser.post("/inbox/team/give/", sent)
    held["deputys"].refresh_from_db()
    assert held["deputys"].taken_by == cast.deputy_social_worker


def give(browser, concerns, to="", **more):
    chosen = [f"{concern.reference}:{concern.version}" for concern in concerns]
    return browser.post("/inbox/team/give/", {"concern": chosen, "to": to, **more}, follow=True)


def test_giving_asks_first_and_then_gives_once(cast, as_person, held):
    browser = as_person("head_of_service")
    chosen, deputy = [held["danger"], held["today"]], cast.deputy_social_worker

    asked = text_of(give(browser, chosen))
    assert "Give 2 concerns to somebody" in asked
    assert held["danger"].reference in asked

    said = text_of(give(browser, chosen, deputy.reference, give="yes", note="Away", once_token="t" * 20))
    assert "Deputy Social Worker has 2 concerns now and has been told." in said
    give(browser, chosen, deputy.reference, give="yes", note="Away", once_token="t" * 20)

    assert set(Concern.objects.filter(taken_by=deputy)) == {*chosen, held["deputys"]}
    assert [c.version for c in Concern.objects.filter(pk__in=[c.pk for c in chosen])] == [2, 2]
    notes = Entry.objects.filter(verb="reassign").values_list("kind", "body")
    assert (
        sorted(notes)
        == [(EntryKind.INTERNAL, "Away")] * 2 + [(EntryKind.STATUS, "Deputy Social Worker has it now.")] * 2
    )
    told = {notice.user.name: notice.text for notice in Notice.objects.all()}
    named = ", ".join(c.reference for c in sorted(chosen, key=lambda c: c.pk))
    assert told == {
        "Deputy Social Worker": f"Head Of Service has given you 2 concerns: {named}.",
        "Lead Social Worker": f"Deputy Social Worker now has 2 concerns: {named}.",
    }
    assert Event.objects.filter(verb="concern.reassign", kind="change").count() == 4


def test_what_changed_meanwhile_is_refused_and_named_and_the_rest_goes(cast, as_person, held):
    Concern.objects.filter(pk=held["danger"].pk).update(version=5)
    decided = held["overdue"]
    Concern.objects.filter(pk=held["today"].pk).update(taken_by=cast.deputy_social_worker)
    chosen = [held["danger"], held["today"], held["unclaimed"], decided]

    said = text_of(
        give(as_person("head_of_service"), chosen, cast.deputy_social_worker.reference, give="yes")
    )

    assert f"Not given. {held['danger'].reference} has changed since the list was made." in said
    assert f"{held['today'].reference}: Deputy Social Worker has it already." in said
    assert "Deputy Social Worker has 2 concerns now" in said


def test_only_those_of_the_area_go_and_only_to_whom_may_decide_them(cast, as_person, held):
    browser = as_person("head_of_service")
    give(browser, [held["elsewhere"]], cast.deputy_social_worker.reference, give="yes")
    held["elsewhere"].refresh_from_db()
    assert held["elsewhere"].taken_by == cast.other_social_worker

    page = text_of(give(browser, [held["today"]], cast.other_social_worker.reference, give="yes"))
    assert "Choose one of the list" in page

    LinkFactory(user=cast.head_of_service, school=cast.other, capacity=Role.HEAD_OF_SERVICE)
    both = [held["today"], held["elsewhere"]]
    said = text_of(give(browser, both, cast.deputy_social_worker.reference, give="yes"))
    assert f"{held['elsewhere'].reference}: Deputy Social Worker is not a link social worker" in said
    assert f"Deputy Social Worker has {held['today'].reference} now" in said


@pytest.mark.parametrize(
    "concern", [[], ["C-00000:1"], ["nonsense"], ["C-\x00:1"], [":"], ["x:99999999999999"]]
)
def test_nothing_chosen_says_so(as_person, cast, concern):
    page = as_person("head_of_service").post("/inbox/team/give/", {"concern": concern}, follow=True)

    assert "Choose at least one concern." in page.content.decode()


def test_nobody_chosen_is_an_error_that_keeps_the_note(as_person, held):
    page = give(as_person("head_of_service"), [held["today"]], give="yes", note="Please ring first").content

    assert b"Choose who is to have them" in page
    assert b"Please ring first" in page


def test_more_than_go_at_once_are_refused(cast, held):
    seen = [(held["today"], 1)] * (MOST_AT_ONCE + 1)

    with pytest.raises(Refused, match="at most 100"):
        reassign_concerns(seen=seen, to=cast.deputy_social_worker, note="", by=cast.head_of_service)


@pytest.mark.parametrize("path", ["/inbox/team/", "/inbox/team/concerns/"])
def test_pages_ask_as_often_for_many_as_for_few(cast, as_person, held, path):
    browser = as_person("head_of_service")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(path).status_code == 200
        return len(caught)

    queries()
    few = queries()
    for _ in range(4):
        worker = UserFactory()
        LinkFactory(user=worker, school=cast.own, capacity=Role.DEPUTY_SOCIAL_WORKER)
        ConcernFactory(school=cast.own, taken_by=worker)

    assert queries() == few


@pytest.mark.parametrize("path", ["/inbox/team/", "/inbox/team/concerns/"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_of_the_lists(as_person, held, path, kind):
    answer = as_person("head_of_service").get(f"{path}?export={kind}")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
    assert Event.objects.filter(kind="export").count() == 1
