"""The coverage page: who stands with which school, where somebody is missing, and what nobody owns."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linkworkers.allocation.coverage import (
    COVERED,
    ENDING,
    NONE,
    STATES,
    STEADY,
    count_by_state,
    schools_of,
    state_is,
    state_of,
    with_state,
)
from linkworkers.diary.enums import Kind, State
from linkworkers.diary.models import DiaryEntry
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.templatetags.portal import plain_date, short_date
from portal.people.services import end_access
from schools.links.contacts import STALE_AFTER
from schools.links.models import ContactCheck, Link
from schools.register.enums import Status
from schools.register.models import School
from tests.factories import (
    CaseFactory,
    ConcernFactory,
    CoverFactory,
    DiaryEntryFactory,
    LinkFactory,
    SchoolFactory,
    UserFactory,
)

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def page(browser, **params):
    return unescape(browser.get(reverse("allocation:coverage"), params).content.decode())


def results(browser, **params):
    return page(browser, **params).split('id="results"')[1]


def lead_at(school, **more):
    return LinkFactory(school=school, capacity=Role.LEAD_SOCIAL_WORKER, **more)


def test_each_school_is_in_one_state(db, today):
    cases = {
        "never": (NONE, []),
        "ended": (NONE, [{"ends_on": today - DAY}]),
        "left": (NONE, [{"user": UserFactory(is_active=False)}]),
        "later": (NONE, [{"starts_on": today + DAY}]),
        "ending": (ENDING, [{"ends_on": today + 29 * DAY}]),
        "successor": (STEADY, [{"ends_on": today + 5 * DAY}, {"starts_on": today + 6 * DAY}]),
        "lasting": (STEADY, [{"ends_on": today + 30 * DAY}]),
        "covered": (COVERED, [{}]),
    }
    for name, (_, links) in cases.items():
        school = SchoolFactory(name=name)
        made = [lead_at(school, **link) for link in links]
        if name == "covered":
            CoverFactory(link=made[0])

    rows = with_state(School.objects.all())

    assert {row.name: state_of(row) for row in rows} == {name: code for name, (code, _) in cases.items()}
    for code in STATES:
        asked = set(rows.filter(state_is(code)).values_list("name", flat=True))
        assert asked == {name for name, (expected, _) in cases.items() if expected == code}
    assert count_by_state(School.objects.all()) == {NONE: 4, ENDING: 1, COVERED: 1, STEADY: 2}


def test_a_head_of_service_sees_their_schools_an_administrator_all_live_ones(cast):
    closed = SchoolFactory(status=Status.CLOSED)

    assert list(schools_of(cast.head_of_service)) == [cast.own]
    assert set(schools_of(cast.administrator)) == {cast.own, cast.other}
    assert closed not in schools_of(cast.administrator)
    assert not schools_of(cast.lead_social_worker).exists()


def test_the_page_names_everybody_and_says_who_is_missing(cast, as_person, today):
    Link.objects.filter(user=cast.lead_social_worker).update(ends_on=today + 3 * DAY)
    cover = CoverFactory(link=Link.objects.get(user=cast.lead_social_worker), user__name="Jon Reid")
    Link.objects.filter(user=cast.other_social_worker).update(ends_on=today - 9 * DAY)

    shown = results(as_person("administrator"))

    until = short_date(today + 3 * DAY)
    assert f"Lead Social Worker until {until}, covered by Jon Reid until {short_date(cover.ends_on)}" in shown
    assert "Ends within 30 days" in shown
    assert f"No lead</strong> since {plain_date(today - 8 * DAY)}" in shown
    missing = "Lead social worker, Deputy social worker, Head of service, Education welfare officer"
    assert missing in shown
    assert cast.other.name not in results(as_person("head_of_service"))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "none"}, set()),
        ({"state": "steady"}, {"own", "other"}),
        ({"worker": "other social"}, {"other"}),
        ({"worker": "stand in"}, {"own"}),
        ({"worker": "nobody at all"}, set()),
        ({"phase": "2"}, set()),
        ({"school": "oswin"}, {"other"}),
        ({"trust": "x"}, set()),
        ({"state": "nonsense"}, set()),
        ({"worker": "\0"}, set()),
    ],
)
def test_filters(cast, as_person, filters, found):
    link = Link.objects.get(user=cast.deputy_social_worker)
    CoverFactory(link=link, user__name="Stand In")

    shown = results(as_person("administrator"), **filters)

    assert {name for name in ("own", "other") if getattr(cast, name).name in shown} == found


def test_the_count_of_each_state_leads_to_that_list(cast, as_person):
    SchoolFactory(name="Without Anybody")
    browser = as_person("administrator")
    whole = page(browser)

    for code, expected in ((NONE, 1), (ENDING, 0), (COVERED, 0), (STEADY, 2)):
        assert f'href="?state={code}"' in whole
        assert f"<strong>{expected}</strong> school" in results(browser, state=code)
    chart = browser.get(reverse("allocation:chart"))
    assert chart["Content-Type"] == "image/svg+xml"
    assert b"No lead" in chart.content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_are_whole_and_written_down(cast, as_person, kind):
    answer = as_person("administrator").get(reverse("allocation:coverage"), {"export": kind})
    content = b"".join(answer.streaming_content)

    assert Event.objects.get(verb="coverage.export").detail == {"format": kind, "filters": []}
    if kind == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("School,URN,DfE number,Phase,Trust,Lead’s link,Lead,Deputy")
        assert len(lines) == 3
        assert "In place,Lead Social Worker,Deputy Social Worker,Head Of Service" in lines[1]


def test_the_page_takes_the_same_queries_however_many_schools(cast, as_person):
    browser = as_person("administrator")
    counts = []
    for _ in range(2):
        page(browser)
        with CaptureQueriesContext(connection) as queries:
            page(browser)
        counts.append(len(queries))
        for _ in range(3):
            CoverFactory(link=lead_at(SchoolFactory()))
    assert counts[0] == counts[1]


def test_work_without_an_owner_is_named_with_the_way_to_give_it_away(cast, as_person):
    ConcernFactory(school=cast.own, in_triage=True, taken_by=cast.lead_social_worker)
    CaseFactory(school=cast.own, lead=cast.lead_social_worker)
    CaseFactory(school=cast.other, lead=UserFactory(name="Long Gone", is_active=False))
    end_access(user=cast.lead_social_worker, reason="has left", by=cast.administrator)
    here = reverse("links:hand_over", args=[cast.own.urn, cast.lead_social_worker.reference])

    admins, heads = page(as_person("administrator")), page(as_person("head_of_service"))

    assert "1 open concern and 1 open case of Lead Social Worker at Northgate High School" in heads
    assert here in heads
    assert here in admins
    assert "Long Gone" in admins
    assert "Long Gone" not in heads


def test_the_load_of_each_worker(cast, as_person, today):
    lead = cast.lead_social_worker
    lead_at(SchoolFactory(), user=lead)
    CoverFactory(link=Link.objects.get(user=cast.other_social_worker), user=lead)
    late = {"acknowledge_by": today - 4 * DAY, "decide_by": today - DAY}
    ConcernFactory(school=cast.own, in_triage=True, taken_by=lead, **late)
    ConcernFactory(school=cast.own, in_triage=True, taken_by=lead)
    CaseFactory(school=cast.own, lead=lead, due_on=today - DAY)
    answer = as_person("head_of_service").get(reverse("allocation:load"), {"export": "csv"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    rows = {line.split(",")[0]: line.split(",")[2:] for line in lines[1:]}
    assert rows["Lead Social Worker"] == ["2", "1", "2", "1", "1", "1"]
    assert rows["Deputy Social Worker"] == ["1", "0", "0", "0", "0", "0"]
    assert "Other Social Worker" not in rows
    assert Event.objects.filter(verb="load.export").count() == 1


def test_load_is_filtered_and_leads_to_cover(cast, as_person, today):
    CaseFactory(school=cast.own, lead=cast.welfare_officer, due_on=today - DAY)
    url = reverse("allocation:load")
    browser = as_person("head_of_service")

    late = browser.get(url, {"late": "yes"}).content.decode()
    named = browser.get(url, {"name": "deputy", "sort": "-cases_held"}).content.decode()

    assert "Welfare Officer" in late
    assert "Deputy Social Worker" not in late
    assert "Welfare Officer" not in named
    assert reverse("links:cover", args=[cast.deputy_social_worker.reference]) in named


def test_a_stand_in_for_the_head_of_service_sees_coverage_while_they_do(cast, client, today):
    cover = CoverFactory(link=Link.objects.get(user=cast.head_of_service))
    client.force_login(cover.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("allocation:coverage")).status_code == 200

    cover.starts_on, cover.ends_on = today - 3 * DAY, today - DAY
    cover.save()

    assert client.get(reverse("allocation:coverage")).status_code == 403


def test_the_last_contact_of_the_diary_stands_beside_the_people(cast, as_person, today):
    for days, state in ((5, State.DONE), (9, State.DONE), (1, State.NOT_HAPPENED)):
        DiaryEntry.objects.create(
            school=cast.own,
            worker=cast.lead_social_worker,
            kind=Kind.VISIT,
            on=today - days * DAY,
            state=state,
            entered_at=timezone.now(),
        )

    shown = results(as_person("administrator"))

    assert short_date(today - 5 * DAY) in shown
    assert shown.count("None yet") == 1


def test_schools_without_a_contact_this_term_are_found(cast, as_person, today):
    DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, on=today)
    DiaryEntryFactory(school=cast.other, on=today - 300 * DAY)

    shown = results(as_person("administrator"), contact="none")

    assert cast.other.name in shown
    assert cast.own.name not in shown


def test_schools_that_have_not_looked_through_their_people_are_found(cast, as_person, today):
    ContactCheck.objects.create(school=cast.own, checked_by=cast.dsl)
    long_ago = timezone.now() - STALE_AFTER - DAY
    ContactCheck.objects.create(school=cast.other, checked_by=cast.other_dsl, checked_at=long_ago)

    everybody, unchecked = (
        results(as_person("administrator"), **filters) for filters in ({}, {"people": "unchecked"})
    )

    assert short_date(today) in everybody
    assert cast.other.name in unchecked
    assert cast.own.name not in unchecked
