"""The list, one concern, its forms and files, and the receipts."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns import services
from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, ConcernFile, Entry
from exclusions.concerns.panels import school_concerns
from portal.audit.models import Event
from portal.core.subjects import Panel
from portal.files.services import keep_file
from tests.cast import EVERYONE
from tests.exclusions.concerns.test_raising import queries_of, text_of
from tests.exclusions.concerns.test_workflow import decide
from tests.factories import ConcernFactory, LinkFactory
from tests.portal.files.test_checks import PDF

LIST = "/concerns/"
READ_OWN = {
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "headteacher",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
}
READ_OTHER = {"other_dsl", "other_social_worker"}
SCHOOL = {"dsl", "deputy_dsl", "inclusion_lead"}
RAISE = SCHOOL | {"school_staff", "other_dsl"}


def listed(client, **params):
    page = client.get(LIST, params).content.decode()
    return set(re.findall(r'<span class="portal-reference">(C-\w+)</span>', page))


# The list


@pytest.mark.parametrize("person", EVERYONE)
def test_everybody_lists_exactly_what_they_may_read(cast, as_person, person):
    own, other = ConcernFactory(school=cast.own), ConcernFactory(school=cast.other)
    expected = {own.reference} if person in READ_OWN else {other.reference} if person in READ_OTHER else None

    client = as_person(person)

    if expected is None:
        assert client.get(LIST).status_code == 403
    else:
        assert listed(client) == expected


@time_machine.travel(datetime(2026, 11, 23, 13, 0, tzinfo=UTC), tick=False)
def test_a_row_says_who_what_when_and_by_when(cast, as_person):
    monday = timezone.localdate()
    concern = ConcernFactory(
        school=cast.own,
        categories=["violence", "missing"],
        acknowledge_by=monday,
        decide_by=monday,
        pupil__year_group="9",
        pupil__pupil__surname="Rowan",
    )

    words = text_of(as_person("dsl").get(LIST))

    assert f"{concern.reference} Not opened Sam R. Year 9 Violence or weapons, Missing" in words
    assert "Waiting for the link worker" in words
    assert "2 school hours left to acknowledge" in words
    assert cast.own.name not in words


def test_people_with_several_schools_see_which(cast, as_person):
    LinkFactory(user=cast.lead_social_worker, school=cast.other, capacity="deputy_social_worker")
    own, other = ConcernFactory(school=cast.own), ConcernFactory(school=cast.other)
    client = as_person("lead_social_worker")

    assert cast.other.name in text_of(client.get(LIST))
    assert listed(client, school="oswin") == {other.reference}
    assert listed(client, school=str(cast.own.urn)) == {own.reference}
    for nowhere in ("9" * 40, "Nowhere", "\x00"):
        assert listed(client, school=nowhere) == set()


def test_filters_find_exactly_theirs(cast, as_person):
    def raised(day, **changes):
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        return ConcernFactory(school=cast.own, raised_at=at, **changes).reference

    first = raised(2, categories=["missing"], pupil__year_group="9")
    second = raised(3, categories=["violence"], pupil__year_group="10", with_school=True)
    third = raised(4, categories=["violence", "missing"], pupil__year_group="9", in_triage=True)
    done = raised(5, categories=["other"], pupil__year_group="10")
    Concern.objects.filter(reference=done).update(state="decided")
    client = as_person("dsl")

    assert listed(client) == {first, second, third, done}
    assert listed(client, state="open") == {first, second, third}
    assert listed(client, state="with_school") == {second}
    assert listed(client, state="decided") == {done}
    assert listed(client, category="missing") == {first, third}
    assert listed(client, year="9") == {first, third}
    assert listed(client, raised_from="2026-11-03") == {second, third, done}
    assert listed(client, raised_to="2026-11-03") == {first, second}
    assert listed(client, raised_from="03/11/2026", raised_to="04/11/2026") == {second, third}
    assert listed(client, category="violence", year="9") == {third}


@pytest.mark.parametrize(
    "params",
    [
        {"state": "nonsense"},
        {"category": "'; DROP TABLE"},
        {"year": "99"},
        {"raised_from": "31/02/2026"},
        {"raised_to": "0000-00-00"},
        {"raised_from": "\x00"},
        {"sort": "nonsense"},
        {"page": "9999999999999999999"},
        {"page": "x"},
        {"per_page": "-1"},
        {"per_page": "²"},
        {"per_page": "9" * 5000},
        {"export": "exe"},
    ],
    ids=str,
)
def test_filters_nobody_offers_are_no_error(as_person, concern, params):
    assert as_person("dsl").get(LIST, params).status_code in (200, 404)


def test_an_export_holds_the_rows_of_the_page_and_is_written_down(cast, as_person):
    concern = ConcernFactory(school=cast.own, pupil__pupil__surname="Rowan", pupil__year_group="9")
    ConcernFactory(school=cast.own, with_school=True)
    ConcernFactory(school=cast.other)

    answer = as_person("dsl").get(LIST, {"state": "sent", "export": "csv"})
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert rows == [
        ["Concern", "About", "Year", "School", "Kinds", "Raised", "Status", "Due"],
        [
            concern.reference,
            "Sam R.",
            "Year 9",
            cast.own.name,
            "Exploitation",
            str(timezone.localdate(concern.raised_at)),
            "Waiting for the link worker",
            str(concern.decide_by),
        ],
    ]
    event = Event.objects.get(verb="concern.export")
    assert (event.kind, event.detail) == ("export", {"format": "csv", "filters": ["state"], "rows": 1})


def test_a_list_is_written_down(cast, as_person, concern):
    as_person("dsl").get(LIST)

    event = Event.objects.get(verb="concern.list")
    assert [s.reference for s in event.subjects.all()] == [concern.reference]


def test_the_list_takes_the_same_queries_for_one_and_three(cast, as_person):
    ConcernFactory(school=cast.own)
    client = as_person("dsl")
    for_one = queries_of(client, LIST)
    ConcernFactory.create_batch(2, school=cast.own)

    assert queries_of(client, LIST) == for_one


# One concern


@pytest.mark.parametrize("person", EVERYONE)
def test_a_concern_opens_for_those_who_may_read_it(cast, as_person, concern, person):
    status = as_person(person).get(concern.get_absolute_url()).status_code

    assert status == (200 if person in READ_OWN else 404)


@pytest.mark.parametrize("reference", ["C-22222", "c-7k3q9", "C-7K3Q9%00", "%00", "-", "C-" + "A" * 300, "1"])
def test_an_address_that_is_no_concern_is_not_found(as_person, concern, reference):
    assert as_person("dsl").get(f"/concerns/{reference}/").status_code == 404


def test_the_page_shows_what_the_school_sent(cast, as_person, pupil):
    concern = ConcernFactory(
        school=cast.own,
        raised_by=cast.dsl,
        pupil=pupil,
        categories=["missing"],
        happened_on=date(2026, 11, 20),
        child_words="They <i>made</i> me",
        action_taken="Phoned home",
        wish="talk",
        in_danger=True,
    )

    page = as_person("lead_social_worker").get(concern.get_absolute_url())
    words = text_of(page)

    assert "They &lt;i&gt;made&lt;/i&gt; me" in page.content.decode()
    assert words.index("made") < words.index("Came in with a new phone")
    for line in (
        f"{pupil.full_name} Year 9, born 14 March 2013",
        "What happened on 20 November 2026",
        "Phoned home",
        "Missing",
        "To talk it through",
        "Someone was in danger",
        "Sent by Dsl, designated safeguarding lead",
        "Waiting for the link worker",
    ):
        assert line in words
    title = re.search(r"<title>(.*?)</title>", page.content.decode())[1]
    assert title == f"Concern {concern.reference} – Northmere Council"


def test_the_timeline_tells_everything_the_newest_first(cast, as_person, concern):
    services.take_concern(concern=concern, by=cast.lead_social_worker)
    services.ask_school(concern=concern, question="Is her sister with you?", by=cast.lead_social_worker)
    services.answer_question(concern=concern, answer="Yes.", by=cast.dsl)
    services.write_message(
        concern=concern, body="Secret", kind=EntryKind.INTERNAL, by=cast.lead_social_worker
    )
    concern.refresh_from_db()
    decide(concern, cast.lead_social_worker)

    def titles(person):
        page = as_person(person).get(concern.get_absolute_url())
        return re.findall(r'moj-timeline__title">([^<]+)<', page.content.decode()), text_of(page)

    worker, worker_page = titles("lead_social_worker")
    school, school_page = titles("dsl")
    assert worker == [
        "Decided",
        "Internal note",
        "Answer from the school",
        "Question to the school",
        "Taken by a link social worker",
        "Sent",
    ]
    assert school == [title for title in worker if title != "Internal note"]
    assert "Secret" in worker_page
    assert "Secret" not in school_page
    for line in ("Decision: Advice to the school", "Keep talking with her."):
        assert line in school_page
    # The reasons may rest on what the school does not know.
    assert "Support is in place." in worker_page
    assert "Support is in place." not in school_page


def test_opening_a_concern_is_written_down(cast, as_person, concern, pupil):
    as_person("headteacher").get(concern.get_absolute_url())

    event = Event.objects.latest("pk")
    assert (event.kind, event.verb, event.actor, event.capacity) == (
        "view",
        "concern.view",
        cast.headteacher,
        "Headteacher",
    )
    assert [s.reference for s in event.subjects.all()] == [concern.reference, pupil.reference]


def test_rooms_above_show_their_panels(as_person, concern, monkeypatch):
    panel = Panel("concern", "x", 1, "components/reference.html", lambda user, c: {"text": f"N-{c.pk}"})
    monkeypatch.setattr("portal.core.subjects._panels", [panel])

    assert f"N-{concern.pk}" in text_of(as_person("dsl").get(concern.get_absolute_url()))


OFFERED = {
    # person: {state: (forms, whether one is the primary action)}
    "dsl": {
        "sent": {"write", "add"},
        "with_school": {"answer", "write", "add"},
        "decided": {"write", "add", "helped"},
    },
    "headteacher": {"sent": {"write"}, "with_school": {"write"}, "decided": {"write"}},
    "lead_social_worker": {"sent": {"write"}, "with_school": {"write"}, "decided": {"write"}},
}


@pytest.mark.parametrize("state", ["sent", "with_school", "decided"])
@pytest.mark.parametrize("person", OFFERED)
def test_the_page_offers_what_fits(cast, as_person, concern, monkeypatch, person, state):
    monkeypatch.setattr("portal.core.subjects._panels", [])
    if state == "with_school":
        services.ask_school(concern=concern, question="Who?", by=cast.lead_social_worker)
    if state == "decided":
        decide(concern, cast.lead_social_worker)

    page = as_person(person).get(concern.get_absolute_url()).content.decode()

    actions = re.findall(rf'action="{concern.get_absolute_url()}(\w+)/"', page)
    assert set(actions) == OFFERED[person][state]
    primary = re.findall(r'<button type="submit" class="govuk-button" ', page)
    decides = person == "lead_social_worker" and state != "decided"
    assert len(primary) == (0 if decides else 1)
    assert ("Who?" in page) == (state == "with_school")


def test_the_page_takes_the_same_queries_for_one_and_ten_entries(cast, as_person, concern):
    def write(number):
        for n in range(number):
            by = (cast.dsl, cast.lead_social_worker)[n % 2]
            services.write_message(concern=concern, body=f"Message {n}", by=by)

    client = as_person("dsl")
    write(1)
    for_one = queries_of(client, concern.get_absolute_url())
    write(9)

    assert queries_of(client, concern.get_absolute_url()) == for_one


# What may be said


def say(client, concern, verb, text, **more):
    data = {"write-audience": "message", f"{verb}-body": text, **more}
    return client.post(reverse(f"concerns:{verb}", args=[concern.reference]), data)


def test_words_are_kept_and_lead_back_to_the_timeline(cast, as_person, concern):
    services.ask_school(concern=concern, question="Who?", by=cast.lead_social_worker)

    for verb, kind in (("answer", "answer"), ("write", "message"), ("add", "addition")):
        answer = say(as_person("dsl"), concern, verb, f"Words of {verb}")
        assert answer.url == f"{concern.get_absolute_url()}#timeline"
        entry = Entry.objects.last()
        assert (entry.kind, entry.body, entry.author) == (kind, f"Words of {verb}", cast.dsl)


def test_a_link_worker_chooses_who_reads(cast, as_person, concern):
    client = as_person("lead_social_worker")

    assert 'value="internal" checked' in client.get(concern.get_absolute_url()).content.decode()
    say(client, concern, "write", "To us", **{"write-audience": "internal"})
    say(client, concern, "write", "To all", **{"write-audience": "message"})
    refused = say(client, concern, "write", "To whom?", **{"write-audience": ""})

    assert [(e.kind, e.body) for e in Entry.objects.all()] == [("internal", "To us"), ("message", "To all")]
    assert "Choose who reads it" in text_of(refused)
    assert "To whom?" in text_of(refused)


def test_the_school_cannot_write_an_internal_note(as_person, concern):
    page = say(as_person("dsl"), concern, "write", "Psst", **{"write-audience": "internal"})

    assert "Choose who reads it" in text_of(page)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("verb", ["write", "add"])
def test_a_double_click_says_it_once(as_person, concern, verb):
    for _ in range(2):
        answer = say(as_person("dsl"), concern, verb, "Once", once_token="t")
        assert answer.status_code == 302

    assert Entry.objects.count() == 1


def test_empty_words_are_asked_for(as_person, concern):
    page = say(as_person("dsl"), concern, "add", "   ")

    assert text_of(page).count("Write what you want to add") == 2
    assert '<a href="#id_add-body">' in page.content.decode()
    assert 'id="id_add-body"' in page.content.decode()


def test_an_answer_nobody_waits_for_comes_back_with_what_was_typed(cast, as_person, concern):
    services.ask_school(concern=concern, question="Who?", by=cast.lead_social_worker)
    services.answer_question(concern=concern, answer="Her aunt.", by=cast.deputy_dsl)

    page = say(as_person("dsl"), concern, "answer", "Her uncle.")

    words = text_of(page)
    assert "Deputy Dsl acted on it on" in words
    assert "Her uncle." in words
    assert Entry.objects.filter(kind="answer").count() == 1


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [("answer", SCHOOL), ("write", READ_OWN), ("add", SCHOOL)],
)
def test_who_may_say_what(cast, as_person, verb, allowed):
    concern = ConcernFactory(school=cast.own, with_school=True)
    statuses = {}
    for person in EVERYONE:
        statuses[person] = say(as_person(person), concern, verb, "").status_code

    expected = {p: 200 if p in allowed else 403 if p in READ_OWN else 404 for p in EVERYONE}
    assert statuses == expected
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("verb", ["answer", "write", "add"])
def test_saying_is_a_post(as_person, concern, verb):
    assert as_person("dsl").get(reverse(f"concerns:{verb}", args=[concern.reference])).status_code == 405


# Files


@pytest.mark.parametrize("person", EVERYONE)
def test_a_file_opens_for_those_who_read_the_concern(cast, as_person, concern, person):
    kept = keep_file(
        ConcernFile, upload=SimpleUploadedFile("Sam Rowan.pdf", PDF), by=cast.dsl, concern=concern
    )

    answer = as_person(person).get(reverse("concerns:file", args=[kept.reference]))

    assert answer.status_code == (200 if person in READ_OWN else 404)
    if person in READ_OWN:
        assert b"".join(answer.streaming_content) == PDF
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


# Receipts


def test_the_author_keeps_the_receipt_when_the_link_has_ended(cast, as_person, concern, pupil):
    cast.dsl.links.update(ends_on=timezone.localdate() - timedelta(days=1))
    client = as_person("dsl")

    assert client.get(concern.get_absolute_url()).status_code == 404
    for name in ("receipt", "sent"):
        page = client.get(reverse(f"concerns:{name}", args=[concern.reference]))
        words = text_of(page)
        assert concern.reference in words
        for secret in (pupil.forename, pupil.surname, "new phone", "Exploitation"):
            assert secret not in words
        assert concern.get_absolute_url() + '"' not in page.content.decode()
    assert "Waiting for the link worker" in text_of(
        client.get(reverse("concerns:receipt", args=[concern.reference]))
    )
    assert concern.reference in text_of(client.get("/concerns/sent/"))


@pytest.mark.parametrize("person", [p for p in EVERYONE if p != "dsl"])
def test_a_receipt_is_its_author_s_alone(as_person, concern, person):
    for name in ("receipt", "sent"):
        assert as_person(person).get(reverse(f"concerns:{name}", args=[concern.reference])).status_code == 404


@pytest.mark.parametrize("person", EVERYONE)
def test_receipts_are_for_those_who_raise(cast, as_person, concern, person):
    answer = as_person(person).get("/concerns/sent/")

    assert answer.status_code == (200 if person in RAISE else 403)
    assert (concern.reference in answer.content.decode()) == (person == "dsl")


def test_an_empty_list_says_what_to_do(as_person):
    assert "You have sent no concern yet. Raise a concern" in text_of(
        as_person("deputy_dsl").get("/concerns/sent/")
    )


def test_sent_says_who_has_it_and_when_to_hear(cast, as_person):
    concern = ConcernFactory(
        school=cast.own, raised_by=cast.dsl, acknowledge_by=date(2026, 11, 24), decide_by=date(2026, 11, 26)
    )

    words = text_of(as_person("dsl").get(reverse("concerns:sent", args=[concern.reference])))

    assert "Lead Social Worker ( 020 7946 0123 ), Deputy Social Worker" in words
    assert "by the end of Tuesday 24 November 2026" in words
    assert "by the end of Thursday 26 November 2026" in words


def test_a_school_without_link_workers_is_told_whom_to_phone(cast, as_person, settings):
    cast.own.links.filter(capacity__endswith="social_worker").update(ends_on="2025-07-31")
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    words = text_of(as_person("dsl").get(reverse("concerns:sent", args=[concern.reference])))

    assert "Your school has no link social worker at the moment" in words
    assert settings.AUTHORITY["front_door_phone"] in words


def test_a_school_page_counts_its_open_concerns(cast):
    ConcernFactory(school=cast.own)
    ConcernFactory(school=cast.other)

    shown = {person: school_concerns(cast.people[person], cast.own) for person in EVERYONE}

    assert {person for person, context in shown.items() if context} == READ_OWN
    assert shown["dsl"]["open_concerns"] == 1
    assert shown["dsl"]["concerns_url"] == f"/concerns/?state=open&school={cast.own.urn}"
