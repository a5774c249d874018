"""The pages: recording from search to record, one record, its steps and corrections, the register, prints."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from exclusions.suspensions import services
from exclusions.suspensions.enums import DayPart, State
from exclusions.suspensions.models import Suspension, SuspensionDraft
from exclusions.suspensions.panels import pupil_suspensions, school_suspensions
from exclusions.suspensions.searching import find
from exclusions.suspensions.views.steps import content_of
from portal.audit.models import Event
from schools.pupils.chronology import chronology
from schools.pupils.enums import TransferState
from schools.pupils.holdings import held
from tests.exclusions.suspensions.conftest import typed
from tests.factories import EnrolmentFactory, SuspensionDraftFactory, SuspensionFactory, TransferFactory

MON, TUE = date(2026, 11, 16), date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=ZoneInfo("Europe/London"))
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(cast, pupil):
    draft = services.start_suspension_draft(by=cast.dsl, school=cast.own, pupil=pupil)
    return services.save_suspension_draft(draft=draft, content=typed(), version=1, by=cast.dsl)


@pytest.fixture
def suspension(cast, draft):
    return services.record_suspension(draft=draft, by=cast.dsl)


def step_url(suspension, verb):
    return reverse("suspensions:step", args=[suspension.reference, verb])


# --- Recording ---


def test_from_a_name_to_a_record(cast, pupil, as_person):
    browser = as_person("dsl")
    found = browser.post("/suspensions/new/", {"words": pupil.surname, "search": "1"})
    assert pupil.full_name in found.content.decode()

    chosen = browser.post(
        "/suspensions/new/", {"school": cast.own.urn, "choose": pupil.reference, "once_token": "a"}
    )
    twice = browser.post(
        "/suspensions/new/", {"school": cast.own.urn, "choose": pupil.reference, "once_token": "a"}
    )
    assert chosen["Location"] == twice["Location"]
    draft = SuspensionDraft.objects.get()
    checked = browser.post(chosen["Location"], {**typed(), "version": draft.version, "do": "check"})
    assert checked["Location"] == reverse("suspensions:check", args=[draft.reference])
    page = browser.get(checked["Location"]).content.decode()
    assert "Physical assault against a pupil" in page
    assert "He hit me first." in page
    done = browser.post(reverse("suspensions:record", args=[draft.reference]), {"version": 2})
    suspension = Suspension.objects.get()
    assert done["Location"] == reverse("suspensions:recorded", args=[suspension.reference])
    told = browser.get(done["Location"]).content.decode()
    assert "What must happen next" in told
    assert "Tell the local authority" in told


def test_a_pupil_of_another_school_is_not_found_here(cast, as_person):
    elsewhere = EnrolmentFactory(school=cast.other).pupil

    answer = as_person("dsl").post(
        "/suspensions/new/", {"school": cast.own.urn, "choose": elsewhere.reference}
    )

    assert answer.status_code == 404


def test_an_officer_names_the_school_by_its_number(cast, pupil, as_person, monkeypatch):
    monkeypatch.setattr("exclusions.suspensions.forms.WhoForm.MOST_LISTED", 1)
    browser = as_person("inclusion_officer")

    found = browser.post("/suspensions/new/", {"school": "990001", "words": pupil.surname})
    wrong = browser.post("/suspensions/new/", {"school": "Nowhere", "words": pupil.surname})

    assert pupil.full_name in found.content.decode()
    assert "No such school here" in wrong.content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {},
            [
                "The days: 2 days, to Tuesday 17 November 2026",
                "Autumn term 2026",
                "2 days</strong> of the 45",
            ],
        ),
        ({"first_0": "19", "length": "2"}, ["Fri 20 Nov: no school. INSET."]),
        ({"length": ""}, ["Enter first day and length"]),
        ({"kind": "PERM"}, ["A permanent exclusion has no last day"]),
        ({"length": "5.5"}, ["More than 5 days in a term"]),
        ({"first_0": "14", "first_1": "12", "length": "6"}, ["no school. School holiday"]),
    ],
)
def test_days_and_totals_show_while_one_types(draft, as_person, more, words):
    url = reverse("suspensions:totals", args=[draft.reference])

    page = as_person("dsl").post(url, typed(**more)).content.decode()

    for word in words:
        assert word in page
    draft.refresh_from_db()
    assert draft.content == typed()


def test_the_totals_name_an_overlap_while_one_types(cast, pupil, draft, as_person):
    other = SuspensionFactory(school=cast.own, pupil=pupil, parts={TUE: DayPart.DAY}, starts_on=TUE)

    page = as_person("dsl").post(reverse("suspensions:totals", args=[draft.reference]), typed())

    assert other.reference in page.content.decode()


def test_the_autosave_answers_what_became_of_it(cast, draft, as_person):
    browser, url = as_person("dsl"), reverse("suspensions:save_draft", args=[draft.reference])

    saved = browser.post(url, {**typed(length="3"), "version": draft.version})
    stale = browser.post(url, {**typed(length="4"), "version": draft.version})
    services.record_suspension(draft=draft, by=cast.dsl)
    sent = browser.post(url, {**typed(length="4"), "version": 3})

    assert saved.json() == {"version": 3, "saved_at": "09:00"}
    assert (stale.status_code, stale.json()["problem"]) == (409, "stale")
    assert (sent.status_code, sent.json()["problem"]) == (409, "sent")


def test_another_device_s_draft_is_not_overwritten(draft, as_person):
    browser, url = as_person("dsl"), draft.get_absolute_url()
    browser.post(url, {**typed(length="3"), "version": draft.version, "do": "stay"})

    answer = browser.post(
        url, {**typed(what_happened="Typed here."), "version": draft.version, "do": "check"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "changed on another device" in page
    assert "Typed here." in page


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "=1+1", "\x00", "9" * 5000, "½", "‮", "31/31/2026"]
)
@pytest.mark.parametrize(
    "field", ["length", "first_0", "told_at", "reason_1", "kind", "what_happened", "part_x"]
)
def test_nothing_typed_is_a_fault_or_is_lost(draft, as_person, field, hostile):
    browser = as_person("dsl")
    content = {**typed(), field: hostile, "version": draft.version}

    answers = [
        browser.post(reverse("suspensions:totals", args=[draft.reference]), content),
        browser.post(draft.get_absolute_url(), {**content, "do": "check"}),
        browser.get(draft.get_absolute_url() + "?check=1"),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302}
    assert b"<script>alert" not in b"".join(answer.content for answer in answers)


def test_a_draft_is_its_authors_alone_and_may_be_thrown_away(draft, as_person):
    assert as_person("headteacher").get(draft.get_absolute_url()).status_code == 404
    url = reverse("suspensions:discard", args=[draft.reference])
    dsl = as_person("dsl")
    assert f'name="version" value="{draft.version}"' in dsl.get(url).content.decode()
    # Another device has saved since.
    again = dsl.post(url, {"version": draft.version - 1})
    assert (again.status_code, SuspensionDraft.objects.count()) == (409, 1)
    assert "Nothing is deleted yet" in again.content.decode()
    dsl.post(url, {"version": draft.version})
    assert not SuspensionDraft.objects.exists()


# --- One record ---


def test_a_record_shows_what_was_decided_and_says_it_was_seen(suspension, as_person):
    page = as_person("dsl").get(suspension.get_absolute_url()).content.decode()

    for words in (
        "Suspension of 2 days",
        "1. Physical assault against a pupil",
        "He hit me first.",
        "Recorded",
    ):
        assert words in page
    assert suspension.pupil.full_name not in page.split("</title>")[0]
    assert Event.objects.filter(
        verb="suspension.view", subjects__reference=suspension.pupil.reference
    ).exists()


@pytest.mark.parametrize(
    ("person", "words"), [("dsl", "Child protection plan"), ("senco", "Yes"), ("inclusion_officer", "Yes")]
)
def test_only_who_reads_concerns_learns_why_there_is_a_social_worker(cast, as_person, person, words):
    suspension = SuspensionFactory(
        school=cast.own,
        social_worker="CPP",
        position_sources={"social_worker": ["social_care", "2026-11-01"]},
    )

    page = as_person(person).get(suspension.get_absolute_url()).content.decode()

    assert f"{words} (Children’s social care, as at 1 November 2026)" in page
    assert ("Child protection plan" in page) == (person == "dsl")


def test_a_step_is_saved_once_and_shown(suspension, as_person):
    browser, url = as_person("dsl"), step_url(suspension, "represent")
    sent = {
        "on_0": "17", "on_1": "11", "on_2": "2026", "note": "They say he was provoked.", "remote": "on",
        "seen_revision": suspension.revision, "once_token": "s",
    }  # fmt: skip

    assert browser.get(url).status_code == 200
    for _ in range(2):
        assert browser.post(url, sent)["Location"] == suspension.get_absolute_url()

    assert suspension.steps.filter(verb="represent").count() == 1
    page = browser.get(suspension.get_absolute_url()).content.decode()
    assert "They say he was provoked." in page
    assert "meet from a distance" in page


@pytest.mark.parametrize(
    ("verb", "more", "message"),
    [
        ("decline", {"note": ""}, "Write: the board’s reasons"),
        ("represent", {"on_0": "18"}, "Enter a day that is not in the future"),
        ("represent", {"on_0": "1"}, "Enter a day that is not before the decision to exclude"),
        ("represent", {"seen_revision": "7"}, "Look at it again, then go on."),
        ("cancel", {}, "Enter the day on which the pupil may come back"),
    ],
)
def test_a_refused_step_says_why_and_keeps_what_was_typed(suspension, as_person, verb, more, message):
    sent = {"on_0": "17", "on_1": "11", "on_2": "2026", "note": "Kept words.", "seen_revision": "1", **more}

    page = as_person("dsl").post(step_url(suspension, verb), sent).content.decode()

    assert message in page
    assert more.get("note") == "" or "Kept words." in page
    suspension.refresh_from_db()
    assert suspension.state == State.RECORDED


def test_what_does_not_fit_any_more_leads_back(suspension, as_person):
    browser = as_person("dsl")

    assert browser.get(step_url(suspension, "tell_decision"))["Location"] == suspension.get_absolute_url()
    assert browser.get(step_url(suspension, "apply")).status_code == 404
    assert browser.get(step_url(suspension, "nonsense")).status_code == 404


def test_a_record_is_corrected_on_its_own_form(suspension, as_person):
    browser = as_person("dsl")
    url = reverse("suspensions:correct", args=[suspension.reference])
    page = browser.get(url).content.decode()
    assert "Hit another pupil in the dinner queue." in page
    sent = {**typed(length="1.5"), "because": "He came back at noon.", "seen_revision": 1, "once_token": "c"}
    del sent["told_how"]

    missing = browser.post(url, sent).content.decode()
    assert "Choose how the parents were told" in missing
    assert "He came back at noon." in missing
    looked = browser.post(url, {**sent, "days": "1"})
    assert "The days: 1.5 days" in looked.content.decode()
    done = browser.post(url, {**sent, "told_how": "letter"})

    assert done["Location"] == suspension.get_absolute_url()
    suspension.refresh_from_db()
    assert suspension.sessions == 3
    history = browser.get(suspension.get_absolute_url()).content.decode()
    assert "Days was: Monday 16 November 2026 to Tuesday 17 November 2026" in history
    assert "He came back at noon." in history


def test_the_form_of_a_correction_says_what_the_record_says(suspension, as_person):
    """Saved as it opens, it changes nothing: no answer is lost on the way through the form."""
    url = reverse("suspensions:correct", args=[suspension.reference])
    sent = {**content_of(suspension), "because": "Only looked.", "seen_revision": 1}

    as_person("dsl").post(url, sent)

    assert not suspension.versions.exists()


def test_the_last_step_is_taken_back_on_its_page(cast, suspension, as_person):
    services.take_step(suspension=suspension, verb="represent", on=TUE, by=cast.dsl, seen_revision=1)
    url = reverse("suspensions:take_back", args=[suspension.reference])

    assert "Parents made representations" in as_person("dsl").get(url).content.decode()
    as_person("dsl").post(url, {"because": "Not theirs.", "seen_revision": 2})

    page = as_person("dsl").get(suspension.get_absolute_url()).content.decode()
    assert "Taken back: Parents made representations" in page


# --- The register ---


@pytest.fixture
def register(cast):
    return {
        "old": SuspensionFactory(
            school=cast.own, starts_on=date(2026, 9, 14), reason_1="DB", reason_2="VA", year_group="7"
        ),
        "lunch": SuspensionFactory(
            school=cast.own, kind="LNCH", parts={MON: DayPart.LUNCHTIME}, starts_on=MON
        ),
        "spring": SuspensionFactory(school=cast.own, starts_on=date(2026, 3, 16), pack="EXCL-2024-08"),
        "gone": SuspensionFactory(school=cast.own, starts_on=MON, state=State.CANCELLED),
        "perm": SuspensionFactory(school=cast.own, permanent=True, starts_on=TUE),
        "other": SuspensionFactory(school=cast.other, starts_on=MON),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "perm lunch old spring"),
        ("?state=", "perm gone lunch old spring"),
        ("?state=cancelled", "gone"),
        ("?kind=PERM", "perm"),
        ("?reason=VA", "old"),
        ("?year=7", "old"),
        ("?term=2026-08-01", "perm lunch old"),
        ("?term=nonsense", ""),
        ("?school=Northgate", "perm lunch old spring"),
        ("?school=990002", ""),
        ("?school=99999999999999999999", ""),
        ("?sort=starts_on", "spring old lunch perm"),
        ("?duties=open", ""),
    ],
)
def test_the_register_is_filtered(register, as_person, query, names):
    response = as_person("dsl").get(f"/suspensions/{query}")

    rows = [row.record.reference for row in response.context["table"].page.object_list]
    assert rows == [register[name].reference for name in names.split()]


def test_the_register_finds_what_is_to_be_done(suspension, register, as_person):
    response = as_person("dsl").get("/suspensions/?duties=open")

    assert [row.record for row in response.context["table"].page.object_list] == [suspension]


def test_the_export_holds_sessions_and_codes_and_is_written_down(register, as_person):
    response = as_person("dsl").get("/suspensions/?reason=VA&export=xlsx")

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    headings, row = (list(r) for r in sheet.iter_rows(values_only=True))
    told = dict(zip(headings, row, strict=True))
    assert (
        told["Reference"],
        told["Sessions"],
        told["Main reason"],
        told["Second reason"],
        told["Year"],
    ) == (
        register["old"].reference,
        2,
        "DB",
        "VA",
        "Year 7",
    )
    assert Event.objects.get(verb="suspension.export").detail["rows"] == 1


def queries_of(browser, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def test_lists_and_records_cost_the_same_however_many_there_are(cast, suspension, as_person):
    browser, url = as_person("dsl"), suspension.get_absolute_url()
    browser.get("/suspensions/"), browser.get(url)
    before = queries_of(browser, "/suspensions/"), queries_of(browser, url)
    for n in range(3):
        SuspensionFactory(school=cast.own)
        SuspensionFactory(school=cast.own, pupil=suspension.pupil, starts_on=date(2026, 9, 14 + n))
        services.take_step(
            suspension=suspension, verb="represent", on=TUE, by=cast.headteacher, seen_revision=1 + n
        )

    assert (queries_of(browser, "/suspensions/"), queries_of(browser, url)) == before


# --- What it shows elsewhere ---


def test_a_pupils_page_and_a_schools_page(cast, suspension):
    assert pupil_suspensions(cast.dsl, suspension.pupil)["records"] == [suspension]
    assert pupil_suspensions(cast.other_dsl, suspension.pupil) is None
    SuspensionFactory(school=cast.own, permanent=True, starts_on=MON)
    SuspensionFactory(school=cast.own, starts_on=date(2026, 3, 16))

    told = school_suspensions(cast.lead_social_worker, cast.own)

    assert (told["suspended"], told["permanent"], told["may_record"]) == (1, 1, False)
    assert school_suspensions(cast.other_dsl, cast.own) is None
    assert school_suspensions(cast.dsl, cast.own)["may_record"]


@pytest.mark.parametrize("which", ["list_url", "permanent_url"])
def test_the_count_on_a_schools_page_is_the_list_behind_it(cast, suspension, as_person, which):
    SuspensionFactory(school=cast.own, permanent=True, starts_on=MON)
    told = school_suspensions(cast.dsl, cast.own)

    response = as_person("dsl").get(told[which])

    counts = {"list_url": told["suspended"] + told["permanent"], "permanent_url": told["permanent"]}
    assert response.context["total"] == counts[which]


def test_the_chronology_tells_each_step(cast, suspension):
    services.take_step(
        suspension=suspension, verb="represent", on=TUE, note="Provoked.", by=cast.dsl, seen_revision=1
    )

    lines = [
        line for line in chronology(cast.dsl, suspension.pupil) if line.reference == suspension.reference
    ]
    assert [(line.on, line.title) for line in lines] == [
        (TUE, "Parents made representations"),
        (MON, "Suspension of 2 days"),
    ]
    assert "Physical assault against a pupil" in lines[1].text
    assert not [
        line for line in chronology(cast.other_dsl, suspension.pupil) if line.reference.startswith("S-")
    ]


def test_the_next_school_reads_what_the_file_held_and_nothing_later(cast, suspension):
    pupil = suspension.pupil
    TransferFactory(
        pupil=pupil,
        from_school=cast.own,
        to_school=cast.other,
        state=TransferState.RECEIVED,
        received_at=NOW,
        received_by=cast.other_dsl,
    )
    with time_machine.travel("2026-11-20 09:00Z"):
        services.take_step(suspension=suspension, verb="represent", on=TUE, by=cast.dsl, seen_revision=1)
        lines = [x for x in chronology(cast.other_dsl, pupil) if x.reference == suspension.reference]

    assert [(line.title, line.url) for line in lines] == [("Suspension of 2 days", "")]


def test_found_by_reference_and_by_pupil_where_it_may_be_read(cast, suspension):
    for typed_words in (suspension.reference.lower(), suspension.pupil.surname):
        assert [f.reference for f in find(cast.dsl, typed_words, 5)] == [suspension.reference]
        assert find(cast.other_dsl, typed_words, 5) == []
        assert find(cast.virtual_school_head, typed_words, 5) == []


def test_the_file_counts_what_was_not_a_mistake(cast, suspension):
    SuspensionFactory(school=cast.own, pupil=suspension.pupil, starts_on=TUE, state=State.VOID)

    assert held(suspension.pupil, cast.own)["suspensions and permanent exclusions"] == 1


def test_a_pupils_history_is_printed_for_a_purpose(cast, suspension, as_person):
    url = reverse("suspensions:print_history", args=[suspension.pupil.reference])
    browser = as_person("dsl")

    assert "Write what the print is for" in browser.post(url, {"purpose": ""}).content.decode()
    pdf = browser.post(url, {"purpose": "Board meeting"})

    assert pdf["Content-Type"] == "application/pdf"
    assert (
        pdf["Content-Disposition"] == f'attachment; filename="{suspension.pupil.reference}-suspensions.pdf"'
    )
    event = Event.objects.get(verb="suspension.print")
    assert (event.reason, {s.reference for s in event.subjects.all()}) == (
        "Board meeting",
        {suspension.pupil.reference, suspension.reference},
    )
    assert as_person("other_dsl").get(url).status_code == 404


def test_the_virtual_school_head_reads_those_of_looked_after_pupils_alone(cast, suspension, as_person):
    in_care = SuspensionFactory(school=cast.own, looked_after="Y")
    browser = as_person("virtual_school_head")

    assert browser.get(in_care.get_absolute_url()).status_code == 200
    assert browser.get(suspension.get_absolute_url()).status_code == 404
    assert browser.get(step_url(in_care, "represent")).status_code == 403
    url = reverse("suspensions:print_history", args=[in_care.pupil.reference])
    assert browser.get(url).status_code == 200


def test_an_unfinished_draft_of_a_school_one_left_is_closed(cast, as_person):
    draft = SuspensionDraftFactory(school=cast.other, author=cast.dsl)

    assert as_person("dsl").get(draft.get_absolute_url()).status_code == 403
