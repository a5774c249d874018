"""The inbox through a browser: who may open it, what a decision does, what two people see."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import RequestFactory

from exclusions.concerns import services as concern_services
from exclusions.concerns.enums import EntryKind, OtherKind, Route, State
from exclusions.concerns.models import Concern, Entry, OtherSubject, Triage
from exclusions.concerns.routes import route_of
from exclusions.protocol.models import Case
from linkworkers.inbox import services
from linkworkers.inbox.services import Decided
from portal.audit.models import Event
from portal.core import navigation
from portal.core.subjects import panels_for
from portal.notices.models import Notice
from schools.pupils.codes import PROTECTION_PLAN
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import PupilFact
from schools.register.enums import Phase
from tests.cast import EVERYONE
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory, SchoolFactory
from tests.linkworkers.inbox.test_queries import TRIAGE_OWN, decided

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAUGHTY = "<script>alert(1)</script> =1+1 ‮ ÅΩ 👩‍👩‍👧 ' OR 1=1; --"
READS_OWN = {
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "headteacher",
    "on_site_social_worker",
    "head_of_service",
}
HAS_INBOX = TRIAGE_OWN | {"other_social_worker"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concern(cast):
    return ConcernFactory(school=cast.own, raised_by=cast.dsl)


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def onward(route: str) -> dict[str, str]:
    case = {"harm_now": "no", "known_to": "Nobody yet."} if route == "open_case" else {}
    return {f"{route}_step": "We meet.", f"{route}_who": "Amara", **case}


def answers(concern, **changes) -> dict[str, str]:
    sent = {
        "route": "advise",
        **onward(changes.get("route") or "advise"),
        "rationale": "Known to me.",
        "reply": "Thank you.",
        "seen_version": concern.version,
    }
    return sent | changes


@pytest.mark.parametrize("name", EVERYONE)
def test_who_may_open_and_do_what(as_person, concern, name):
    browser = as_person(name)
    one = 200 if name in TRIAGE_OWN else 403 if name in READS_OWN else 404
    base = f"/inbox/{concern.reference}/"

    got = {
        "queue": browser.get("/inbox/").status_code,
        "next": browser.get("/inbox/next/").status_code,
        "concern": browser.get(base).status_code,
        "GET take": browser.get(f"{base}take/").status_code,
        "ask": browser.post(f"{base}ask/", {}).status_code,
        "write": browser.post(f"{base}write/", {}).status_code,
        "decide": browser.post(base, {}).status_code,
        "take": browser.post(f"{base}take/", {}).status_code,
    }

    assert got == {
        "queue": 200 if name in HAS_INBOX else 403,
        "next": 302 if name in HAS_INBOX else 403,
        "concern": one,
        "GET take": 405,
        "ask": one,
        "write": one,
        "decide": one,
        "take": 302 if one == 200 else one,
    }


@pytest.mark.parametrize("name", EVERYONE)
def test_the_inbox_stands_in_the_menu_of_those_who_have_one(cast, name):
    labels = [item.label for item in navigation.for_user(cast.people[name])]

    assert ("Inbox" in labels) == (name in HAS_INBOX)


@pytest.mark.parametrize("query", ["?tab=nonsense", "?tab=%00", "?school=x", "?kind=%00", "?page=-1&sort=x"])
def test_an_address_that_makes_no_sense_is_no_error(as_person, concern, query):
    assert as_person("lead_social_worker").get(f"/inbox/{query}").status_code == 200


def test_a_row_says_what_matters(cast, as_person, concern):
    pupil = concern.subjects.get().pupil
    late = ConcernFactory(
        school=cast.own,
        raised_at=MONDAY - timedelta(days=6),
        pupil=EnrolmentFactory(school=cast.own, year_group="9").pupil,
        in_danger=True,
    )
    for days in (30, 40):
        decided(
            ConcernFactory(school=cast.own, raised_at=MONDAY - timedelta(days=days), pupil=pupil), cast.dsl
        )
    CaseFactory(school=cast.own, pupil=pupil)

    page = text_of(as_person("lead_social_worker").get("/inbox/"))

    rows = {ref: row for row in page.split("<tr")[2:] for ref in re.findall(r"/inbox/(C-\w+)/", row)}
    assert list(rows) == [late.reference, concern.reference]
    for words in ("In danger", "Overdue</strong> decide by Fri 20 Nov", "Year 9", "new", "Exploitation"):
        assert words in rows[late.reference]
    for words in ("1 school day left to acknowledge", "Year 8", "2 earlier concerns, 1 open case", "Advice"):
        assert words in rows[concern.reference]


def test_filters_by_school_and_kind_keep_the_tab(cast, as_person):
    violence = ConcernFactory(school=cast.own, categories=["violence", "online"])
    ConcernFactory(school=cast.own, categories=["home"])
    browser = as_person("lead_social_worker")

    def listed(query: str) -> list[str]:
        rows = browser.get(f"/inbox/{query}").context["table"].page.object_list
        return [row.record.reference for row in rows]

    assert listed("?kind=online") == [violence.reference]
    assert listed("?kind=online&tab=school") == []
    assert len(listed("?school=990001")) == 2
    assert listed("?school=990002") == []  # not theirs: no such choice
    page = text_of(browser.get("/inbox/?tab=overdue"))
    assert 'name="tab" value="overdue"' in page


def test_filters_by_phase_urgency_and_age(cast, as_person):
    def raised(days: int, **options) -> str:
        at = MONDAY - timedelta(days=days)
        return ConcernFactory(school=cast.own, raised_at=at, **options).reference

    new, danger, today, late = raised(0), raised(1, in_danger=True), raised(5), raised(7)
    browser = as_person("lead_social_worker")

    def listed(query: str) -> set[str]:
        rows = browser.get(f"/inbox/?{query}").context["table"].page.object_list
        return {row.record.reference for row in rows}

    phase = cast.own.phase
    assert listed(f"phase={phase}") == {new, danger, today, late}
    assert listed(f"phase={next(p for p in Phase if p != phase).value}") == set()
    assert listed("urgency=danger") == {danger}
    due = {c.reference: c.decide_by for c in Concern.objects.all()}
    assert listed("urgency=today") == {r for r, day in due.items() if day == MONDAY.date()}
    assert listed("urgency=overdue") == {r for r, day in due.items() if day < MONDAY.date()} >= {late}
    assert listed("age=3") == {today, late}
    assert listed("age=7") == {late}
    assert listed("age=14") == set()


def test_an_empty_queue_says_so_and_what_to_do(as_person):
    page = text_of(as_person("lead_social_worker").get("/inbox/next/", follow=True))

    assert "Nothing waits for you." in page
    assert 'href="/inbox/?tab=decided"' in page


def test_the_queue_asks_the_database_as_often_for_three_rows_as_for_one(
    cast, as_person, django_assert_num_queries
):
    browser = as_person("lead_social_worker")
    ConcernFactory(school=cast.own)
    browser.get("/inbox/")  # the school's calendar is read once
    counts = []
    for rows in (1, 3):
        while Concern.objects.count() < rows:
            other = ConcernFactory(school=cast.own)
            other.subjects.create(pupil=EnrolmentFactory(school=cast.own).pupil)
        with django_assert_num_queries(99, exact=False) as seen:
            assert browser.get("/inbox/").context["total"] == rows
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_concern_costs_the_same_with_more_known_about_it(
    cast, as_person, concern, django_assert_num_queries
):
    browser = as_person("lead_social_worker")
    pupil = concern.subjects.get().pupil
    counts = []
    for round_ in range(3):
        earlier = ConcernFactory(school=cast.own, pupil=pupil, raised_at=MONDAY - timedelta(days=10 + round_))
        decided(earlier, cast.lead_social_worker)
        concern_services.write_message(
            concern=concern, body="Hello.", kind=EntryKind.INTERNAL, by=cast.lead_social_worker
        )
        browser.get(f"/inbox/{concern.reference}/")
        with django_assert_num_queries(99, exact=False) as seen:
            browser.get(f"/inbox/{concern.reference}/")
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2]


def test_the_page_shows_what_is_said_and_known(cast, as_person, concern):
    pupil = concern.subjects.get().pupil
    earlier = ConcernFactory(school=cast.own, raised_at=MONDAY - timedelta(days=20), pupil=pupil)
    decided(earlier, cast.deputy_social_worker)
    hidden = ConcernFactory(school=cast.other, raised_at=MONDAY - timedelta(days=20), pupil=pupil)
    case = CaseFactory(school=cast.own, pupil=pupil)
    note = "Spoke with the family worker."
    concern_services.write_message(
        concern=concern, body=note, kind=EntryKind.INTERNAL, by=cast.deputy_social_worker
    )

    page = text_of(as_person("lead_social_worker").get(f"/inbox/{concern.reference}/"))

    for words in (
        concern.what_happened,
        pupil.full_name,
        earlier.reference,
        case.reference,
        note,
        "Do this.",
    ):
        assert words in page
    assert hidden.reference not in page
    title = re.search("<title>(.*?)</title>", page)[1]
    assert title.startswith(f"Decide {concern.reference} ")
    event = Event.objects.filter(verb="concern.view").get()
    seen = {s.reference for s in event.subjects.all()}
    assert seen == {concern.reference, pupil.reference, earlier.reference}


@pytest.mark.parametrize(
    ("changes", "cases"),
    [
        ({}, 0),
        ({"route": "close"}, 0),
        ({"route": "mash"}, 0),
        ({"route": "open_case"}, 1),
        ({"route": "open_case", "is_urgent": "on", "head_considering_exclusion": "on"}, 1),
        ({"route": "family_help", "family_help_level": "Level 2"}, 0),
        ({"route": "agency", "agency": "Youth justice"}, 0),
        # What was filled in before they changed their mind does no harm.
        ({"route": "advise", "mash_on_0": "99", "mash_on_1": "x"}, 0),
        ({"route": "advise", "agency": "Moon"}, 0),
    ],
)
def test_deciding(as_person, concern, changes, cases):
    browser = as_person("lead_social_worker")

    response = browser.post(f"/inbox/{concern.reference}/", answers(concern, **changes), follow=True)

    assert response.redirect_chain == [(f"/inbox/{concern.reference}/", 302)]
    page = text_of(response)
    assert f"Sent. {concern.reference} is decided." in page
    assert "Next in queue" in page
    assert "Decide and send" not in page
    triage = Triage.objects.get(concern=concern)
    route = changes.get("route", "advise")
    assert route_of(triage.decision, triage.destination) == route
    assert (triage.next_step, triage.next_who, triage.next_on) == ("We meet.", "Amara", None)
    agency = "Youth justice" if route == "agency" else ""
    assert (triage.agency, triage.level) == (agency, changes.get("family_help_level", ""))
    opened = list(Case.objects.values_list("is_urgent", "head_considering_exclusion"))
    assert opened == [("is_urgent" in changes, "is_urgent" in changes)] * cases


def test_the_school_reads_the_reply_and_link_workers_the_reasons_too(as_person, concern):
    as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", answers(concern))

    read = {}
    for name in ("deputy_social_worker", "dsl", "headteacher"):
        page = text_of(as_person(name).get(concern.get_absolute_url()))
        read[name] = ("Thank you." in page, "Known to me." in page)

    assert read == {"deputy_social_worker": (True, True), "dsl": (True, False), "headteacher": (True, False)}


def test_what_triage_found_stands_in_the_case(as_person, concern):
    sent = answers(concern, route="open_case", factors="Moved house twice.")

    as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", sent)

    triaged = Case.objects.get().stage_records.get(stage__code="triage").recorded
    assert triaged == {"harm_now": False, "known_to": "Nobody yet.", "factors": "Moved house twice."}


def test_of_several_pupils_one_is_chosen(cast, as_person, concern):
    sibling = EnrolmentFactory(school=cast.own).pupil
    concern.subjects.create(pupil=sibling)
    browser = as_person("lead_social_worker")
    url = f"/inbox/{concern.reference}/"

    asked = browser.post(url, answers(concern, route="open_case"))
    assert "Choose for which pupil the case is to be opened" in text_of(asked)
    assert not Triage.objects.exists()

    browser.post(url, answers(concern, route="open_case", pupil=sibling.reference))
    assert Case.objects.get().pupil == sibling


BAD = [
    ({"route": ""}, "Choose what you decide"),
    ({"route": "nonsense"}, "not one of the available choices"),
    ({"rationale": " "}, "Write down your reasons"),
    ({"reply": ""}, "Write a reply to the school"),
    ({"route": "refer"}, "not one of the available choices"),
    ({"route": "agency"}, "Write which agency it is referred to"),
    ({"route": "open_case", "pupil": "P-NOBODY"}, "not one of the available choices"),
    ({"route": "open_case", "harm_now": ""}, "Choose whether anyone is at risk of harm now"),
    ({"route": "open_case", "known_to": ""}, "Write which services know the child"),
    ({"advise_step": ""}, "Write what happens next"),
    ({"advise_who": ""}, "Write who does what happens next"),
    ({"advise_on_0": "31", "advise_on_1": "2", "advise_on_2": "2027"}, "Enter a real day"),
    ({"reply": "I ring you [day]."}, "Fill in or take out what stands in brackets: [day]"),
    ({"reply": "a\x00b"}, "Null characters are not allowed"),
    ({"reply": "x" * 20_001}, "at most 20000 characters"),
    ({"seen_version": ""}, "has changed since you opened it"),
    ({"seen_version": "9" * 400}, "has changed since you opened it"),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_a_mistake_is_named_and_what_was_typed_is_kept(as_person, concern, changes, message):
    typed = "rationale" if "reply" in changes else "reply"
    sent = answers(concern, **{typed: NAUGHTY}) | changes

    response = as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", sent)

    assert response.status_code == 200
    page = text_of(response)
    assert "There is a problem" in page
    assert message in page
    assert NAUGHTY in page
    assert "<script>alert(1)" not in response.content.decode()
    assert not Triage.objects.exists()


def test_where_a_case_is_open_already_the_decision_waits_and_says_so(cast, as_person, concern):
    case = CaseFactory(school=cast.own, pupil=concern.subjects.get().pupil)

    response = as_person("lead_social_worker").post(
        f"/inbox/{concern.reference}/", answers(concern, route="open_case", reply=NAUGHTY)
    )

    page = text_of(response)
    assert f"A No Need to Exclude case is already open for this pupil: {case.reference}." in page
    assert NAUGHTY in page
    concern.refresh_from_db()
    assert (concern.state, Triage.objects.count()) == (State.SENT, 0)


def test_the_second_to_decide_is_told_and_keeps_what_they_typed(cast, as_person, concern):
    sent = answers(concern, route="close", reply=NAUGHTY)
    services.decide(
        concern=concern,
        decided=Decided("advise", "Because.", "Do this."),
        new_case=None,
        by=cast.deputy_social_worker,
        seen_version=1,
    )

    response = as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", sent)

    page = text_of(response)
    assert response.status_code == 200
    assert (
        "Deputy Social Worker decided this concern on 23 November 2026, 09:00: Advice to the school." in page
    )
    assert "What you wrote has not been sent." in page
    assert NAUGHTY in page
    assert "Decide and send" not in page
    assert Triage.objects.get().decision == "advise"


def test_who_reads_what_is_new_may_then_decide(cast, as_person, concern):
    browser = as_person("lead_social_worker")
    sent = answers(concern, reply="Typed before.")
    concern_services.add_to_record(concern=concern, body="He came back at noon.", by=cast.dsl)

    page = text_of(browser.post(f"/inbox/{concern.reference}/", sent))
    assert "has changed since you opened it" in page
    assert "He came back at noon." in page
    assert "Typed before." in page
    seen = re.search(r'name="seen_version" value="(\d+)"', page)[1]

    browser.post(f"/inbox/{concern.reference}/", sent | {"seen_version": seen})
    assert Triage.objects.get().reply == "Typed before."


def test_a_double_click_decides_once(as_person, concern):
    browser = as_person("lead_social_worker")
    sent = answers(concern, route="open_case", once_token="the-same")

    urls = [browser.post(f"/inbox/{concern.reference}/", sent).url for _ in range(2)]

    assert urls == [f"/inbox/{concern.reference}/"] * 2
    assert (Triage.objects.count(), Case.objects.count()) == (1, 1)


def test_a_starting_text_goes_before_what_is_typed_and_decides_nothing(cast, as_person, concern):
    sent = answers(concern, route="", starting_text="close", reply="PS: call me.", rationale=NAUGHTY)

    response = as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", sent)

    form = response.context["decide_form"]
    reply = form["reply"].value()
    assert reply.startswith(
        f"Dear {cast.dsl.name},\n\nThank you for telling me about this ({concern.reference})."
    )
    assert reply.endswith("Lead Social Worker, 020 7946 0123\n\nPS: call me.")
    assert (form["route"].value(), form["rationale"].value()) == ("close", NAUGHTY)
    assert NAUGHTY in text_of(response)
    assert not Triage.objects.exists()


@pytest.mark.parametrize("decision", ["", "nonsense", "../secret", "\x00"])
def test_a_starting_text_that_is_none_adds_nothing(as_person, concern, decision):
    sent = answers(concern, starting_text=decision, reply="Mine.")

    response = as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", sent)

    assert response.context["decide_form"]["reply"].value() == "Mine."


def test_taking_a_concern_puts_it_on_ones_own_tab(cast, as_person, concern):
    browser = as_person("lead_social_worker")
    page = browser.get(f"/inbox/{concern.reference}/")
    assert "Take this concern" in page.content.decode()

    page = browser.post(f"/inbox/{concern.reference}/take/", follow=True)

    assert f"{concern.reference} is yours." in page.content.decode()
    concern.refresh_from_db()
    assert (concern.state, concern.taken_by) == (State.IN_TRIAGE, cast.lead_social_worker)
    again = text_of(as_person("deputy_social_worker").post(f"/inbox/{concern.reference}/take/", follow=True))
    assert "Lead Social Worker" in again
    concern.refresh_from_db()
    assert concern.taken_by == cast.lead_social_worker


def test_a_question_goes_to_the_school_and_an_empty_one_comes_back(cast, as_person, concern):
    browser = as_person("lead_social_worker")
    url = f"/inbox/{concern.reference}/ask/"

    assert "Write your question" in text_of(browser.post(url, {"ask-question": ""}))
    assert browser.post(url, {"ask-question": NAUGHTY}).status_code == 302

    concern.refresh_from_db()
    assert concern.state == State.WITH_SCHOOL
    assert Entry.objects.get(kind=EntryKind.QUESTION).body == NAUGHTY.strip()


def test_a_refused_question_keeps_its_words(cast, as_person, concern):
    services.decide(
        concern=concern,
        decided=Decided("advise", "Because.", "Do this."),
        new_case=None,
        by=cast.deputy_social_worker,
        seen_version=1,
    )

    response = as_person("lead_social_worker").post(
        f"/inbox/{concern.reference}/ask/", {"ask-question": NAUGHTY}
    )

    page = text_of(response)
    assert "Deputy Social Worker decided this" in page
    assert response.context["ask_form"]["question"].value() == NAUGHTY
    assert NAUGHTY in page


@pytest.mark.parametrize(
    ("audience", "kind"), [("internal", EntryKind.INTERNAL), ("message", EntryKind.MESSAGE)]
)
def test_a_message_goes_to_those_it_is_for(as_person, concern, audience, kind):
    browser = as_person("lead_social_worker")

    browser.post(
        f"/inbox/{concern.reference}/write/", {"write-audience": audience, "write-body": "I call at four."}
    )

    assert Entry.objects.get(body="I call at four.").kind == kind


def test_a_message_is_internal_unless_told_otherwise(as_person, concern):
    page = as_person("lead_social_worker").get(f"/inbox/{concern.reference}/")

    assert page.context["write_form"]["audience"].value() == "internal"


def test_next_leads_on_from_where_one_is(cast, as_person, concern):
    second = ConcernFactory(school=cast.own, raised_at=MONDAY + timedelta(hours=1))
    browser = as_person("lead_social_worker")

    assert browser.get("/inbox/next/").url == f"/inbox/{concern.reference}/"
    after = browser.get(f"/inbox/next/?after={concern.reference}")
    assert after.url == f"/inbox/{second.reference}/"
    assert browser.get("/inbox/next/?after=%00").url == f"/inbox/{concern.reference}/"


def test_the_record_of_a_concern_leads_those_who_decide_to_their_inbox(cast, concern):
    def shown(name: str) -> bool:
        request = RequestFactory().get("/")
        request.user = cast.people[name]
        return "Open in your inbox to decide" in " ".join(panels_for(request, "concern", concern))

    assert {name for name in EVERYONE if shown(name)} == TRIAGE_OWN


def test_reading_writes_nothing_but_the_log(as_person, concern):
    browser = as_person("lead_social_worker")
    before = (concern.version, Entry.objects.count(), concern.changed_at)

    browser.get("/inbox/")
    browser.get(f"/inbox/{concern.reference}/")
    browser.get("/inbox/next/")

    concern.refresh_from_db()
    assert (concern.version, Entry.objects.count(), concern.changed_at) == before


def test_schools_of_others_are_no_choice(cast, as_person):
    SchoolFactory(name="Somewhere Else")

    page = text_of(as_person("lead_social_worker").get("/inbox/"))

    assert "Somewhere Else" not in page
    assert "St Oswin" not in page


def test_a_concern_goes_back_into_the_queue_and_to_a_colleague(cast, as_person, concern):
    client = as_person("lead_social_worker")
    client.post(f"/inbox/{concern.reference}/take/")
    back = client.post(f"/inbox/{concern.reference}/release/", follow=True)
    concern.refresh_from_db()
    assert (concern.taken_by, concern.state) == (None, State.SENT)
    assert "is back in the queue" in back.text

    colleague = cast.deputy_social_worker
    page = client.post(f"/inbox/{concern.reference}/give/", {"give-to": colleague.reference}, follow=True)
    concern.refresh_from_db()
    assert concern.taken_by == colleague
    assert f"With {colleague.name}" in page.text
    assert Notice.objects.filter(user=colleague, kind="concern.give").count() == 1


@pytest.mark.parametrize(
    ("to", "says"), [("", "Choose who is to have it"), ("U-XXXXX", "Choose one of the list")]
)
def test_giving_to_nobody_or_a_stranger_is_refused(as_person, concern, to, says):
    page = as_person("lead_social_worker").post(f"/inbox/{concern.reference}/give/", {"give-to": to})

    assert says in page.text


def test_what_somebody_else_has_is_not_put_back_for_them(cast, as_person, concern):
    as_person("lead_social_worker").post(f"/inbox/{concern.reference}/take/")
    page = as_person("deputy_social_worker").post(f"/inbox/{concern.reference}/release/", follow=True)

    assert "has this concern. Ask them" in page.text
    concern.refresh_from_db()
    assert concern.taken_by == cast.lead_social_worker


def test_a_concern_about_a_place_alone_is_shown_decided_and_opens_no_case(cast, as_person):
    place = ConcernFactory(school=cast.own, pupil=False)
    OtherSubject.objects.create(concern=place, kind=OtherKind.PLACE, name="Canal bridge")
    client = as_person("lead_social_worker")

    assert "Canal bridge" in client.get("/inbox/").text
    page = client.get(f"/inbox/{place.reference}/")
    assert "Canal bridge" in page.text
    assert "Open a No Need to Exclude case" not in page.text
    decided = {
        "route": "advise",
        **onward("advise"),
        "rationale": "Known.",
        "reply": "Thank you.",
        "seen_version": "1",
    }
    assert "is decided" in client.post(f"/inbox/{place.reference}/", decided, follow=True).text


def test_the_reply_begins_with_what_the_portal_knows_and_never_with_a_child(cast, as_person, concern):
    pupil = concern.subjects.get().pupil

    texts = dict(
        as_person("lead_social_worker").get(f"/inbox/{concern.reference}/").context["starting_texts"]
    )

    assert set(texts) == set(Route)
    for text in texts.values():
        assert f"Dear {cast.dsl.name}," in text
        assert concern.reference in text
        assert text.endswith("Lead Social Worker, 020 7946 0123")
        assert "{" not in text
        assert pupil.surname not in text


def test_beside_the_decision_stands_who_knows_the_child(cast, as_person, concern):
    pupil = concern.subjects.get().pupil
    PupilFact.objects.create(
        pupil=pupil,
        kind=FactKind.SOCIAL_WORKER,
        value=PROTECTION_PLAN,
        source=FactSource.SOCIAL_CARE,
        starts_on=MONDAY.date() - timedelta(days=9),
        as_at=MONDAY.date(),
    )
    sister = EnrolmentFactory(school=cast.own, pupil__surname=pupil.surname).pupil
    elsewhere = EnrolmentFactory(
        school=cast.other, pupil__surname=pupil.surname, pupil__forename="Elsewhere"
    ).pupil

    page = text_of(as_person("lead_social_worker").get(f"/inbox/{concern.reference}/"))

    assert "social worker: " in page
    assert sister.full_name in page
    assert elsewhere.full_name not in page
    event = Event.objects.get(verb="concern.view")
    assert sister.reference in {subject.reference for subject in event.subjects.all()}


def test_the_school_reads_what_happens_next_and_not_the_level(as_person, concern):
    sent = answers(concern, route="family_help", family_help_level="Level 2 of our windscreen")
    as_person("lead_social_worker").post(f"/inbox/{concern.reference}/", sent)

    school = text_of(as_person("dsl").get(concern.get_absolute_url()))
    worker = text_of(as_person("deputy_social_worker").get(concern.get_absolute_url()))

    assert "What happens next" in school
    assert "Who: Amara." in school
    assert "Level 2 of our windscreen" not in school
    assert "Level 2 of our windscreen" in worker
