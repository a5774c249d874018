"""Writing the next version of the protocol: checks, changes in words, the picture, publishing."""

import re
from copy import deepcopy
from datetime import UTC, datetime

import pytest
import time_machine

from exclusions.protocol.authoring import services
from exclusions.protocol.authoring.checking import Used, problems
from exclusions.protocol.authoring.comparing import differences
from exclusions.protocol.authoring.document import document_of
from exclusions.protocol.authoring.drawing import layout, picture
from exclusions.protocol.default import shipped
from exclusions.protocol.models import Case, ProtocolDraft, ProtocolVersion
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from tests.exclusions.protocol.filled import move
from tests.exclusions.protocol.test_pages import text_of
from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def by(cast):
    return cast.inclusion_officer


def stage(document, code):
    return next(stage for stage in document["stages"] if stage["code"] == code)


# --- What ships ---


def test_what_ships_has_no_fault_and_every_part_of_the_model():
    document = shipped()

    assert problems(document, Used()) == []
    assert len(document["evidence"]) == 18
    assert (document["pause_days"], document["tell_owner_after"]) == (10, 1)
    assert (document["tell_head_after"], document["list_after"]) == (3, 5)
    days = {s["code"]: (s["days"], s.get("fast_days"), s.get("repeat_days")) for s in document["stages"]}
    assert days == {
        "alert": (0, None, None),
        "triage": (3, None, None),
        "meeting": (10, 5, 10),
        "plan": (3, None, 3),
        "review": (15, None, 30),
        "decision": (5, None, 5),
        "outcome": (0, None, 0),
        "sustain": (20, None, 40),
    }


def test_a_version_read_back_is_what_was_written(db):
    version = ProtocolVersion.objects.newest()
    document = document_of(version)

    assert differences(document, document) == []
    assert [s["code"] for s in document["stages"]] == [s["code"] for s in shipped()["stages"]]
    assert [s["record"] for s in document["stages"]] == [s["record"] for s in shipped()["stages"]]
    assert [o["kind"] for o in document["outcomes"]] == [o["kind"] for o in shipped()["outcomes"]]


# --- What is wrong is named ---


def without_way(document):
    stage(document, "plan")["leads_to"] = []


def unreachable(document):
    for some in document["stages"]:
        some["leads_to"] = [code for code in some["leads_to"] if code != "sustain"]


def endless(document):
    for some in document["stages"]:
        some["leads_to"] = [code for code in some["leads_to"] if code != "closed"]


def unknown(document):
    stage(document, "plan")["leads_to"].append("nowhere")


def twice(document):
    stage(document, "plan")["code"] = "review"


def no_triage(document):
    stage(document, "triage")["kind"] = "other"


def alert_skips(document):
    stage(document, "alert")["leads_to"] = ["meeting"]


def reserved(document):
    stage(document, "plan")["code"] = "closed"


def no_question(document):
    stage(document, "plan")["record"] = []


def one_choice(document):
    stage(document, "meeting")["record"][6]["choices"] = [["agreed", "Yes"]]


def no_outcome_asked(document):
    stage(document, "outcome")["record"].pop(0)


def same_outcome(document):
    document["outcomes"][1]["code"] = "AVERTED_SAME"


def no_duplicate(document):
    document["outcomes"].pop()


def too_long(document):
    stage(document, "plan")["days"] = 300


def told_late(document):
    document["tell_owner_after"] = 4


def no_pause(document):
    document["pause_days"] = 0


def first_is_not_the_alert(document):
    document["stages"].insert(0, document["stages"].pop(2))


WRONG = [
    (without_way, "“Plan” has no way out"),
    (unreachable, "“Sustain and learn” is never reached"),
    (endless, "From “Alert” a case can never close"),
    (unknown, "“Plan” leads to “nowhere”, which is no stage."),
    (twice, "Two stages have the code “review”."),
    (no_triage, "Exactly one stage must be for: the link worker decides"),
    (alert_skips, "The alert must lead to the triage and nowhere else."),
    (reserved, "the code “closed” means something else here"),
    (no_question, "The form of “Plan” asks nothing"),
    (one_choice, "needs two choices or more"),
    (no_outcome_asked, "No form asks for the outcome"),
    (same_outcome, "Two outcomes have the code “AVERTED_SAME”."),
    (no_duplicate, "An outcome must mean: the case was opened twice"),
    (too_long, "choose 0 to 250 school days"),
    (told_late, "Who is told what is late"),
    (no_pause, "A pause lasts 1 to 250 school days."),
    (first_is_not_the_alert, "The alert must be the first stage"),
]


@pytest.mark.parametrize(("spoil", "words"), WRONG)
def test_each_fault_is_named(spoil, words):
    document = shipped()
    spoil(document)

    assert [fault for fault in problems(document, Used()) if words in fault] != []


def test_a_code_in_use_keeps_what_it_is_for():
    document = shipped()
    document["outcomes"][0]["kind"] = "excluded"

    assert problems(document, Used(outcomes={"AVERTED_SAME": "stays"})) == [
        "The code “AVERTED_SAME” of an outcome is in use for: stays on the roll of the school. Give what "
        "is new a code of its own."
    ]


# --- Changes in words ---


def test_each_change_is_told_in_words():
    old, new = shipped(), shipped()
    plan = stage(new, "plan")
    plan["days"], plan["owner"] = 5, "school"
    plan["record"][0]["label"] = "When did the plan go out?"
    plan["record"].append({"name": "cost", "label": "What does it cost?", "kind": "text"})
    stage(new, "meeting")["leads_to"].remove("decision")
    new["outcomes"][0]["label"] = "Stays"
    new["evidence"].pop()
    new["pause_days"] = 15
    new["stages"].append({**deepcopy(plan), "code": "second", "name": "Second plan", "number": 8})

    assert differences(old, new) == [
        "A pause ends by itself after 15 school days. Before: A pause ends by itself after 10 school days.",
        "New stage: “Second plan”.",
        "“Inclusion meeting”: may now be followed by Plan, Outcome; before by Plan, Decision "
        "meeting, Outcome.",
        "“Plan”: was owned by lead professional, is by the school.",
        "“Plan”: was due within 3 school days from the end of the stage before; is due within 5 school days "
        "from the end of the stage before; 3 when it comes again.",
        "“Plan”: asks anew: “What does it cost?”.",
        "“Plan”: the question “When did the plan go out?” has changed: its words were “When was the plan "
        "sent out?”.",
        "The outcome “Exclusion averted: stays on roll” now reads “Stays”.",
        "Gone: evidence “Those who were harmed have a support plan”.",
    ]


# --- The picture ---


def test_the_picture_draws_every_stage_and_every_way():
    document = shipped()
    boxes, arrows = layout(document)
    drawn = str(picture(document))

    assert len(boxes) == len(document["stages"]) + 1
    assert len(arrows) == sum(len(some["leads_to"]) for some in document["stages"])
    assert drawn.count("<rect") == len(boxes)
    assert drawn.count("marker-end") == len(arrows)
    assert "Review leads to Review, Plan, Decision meeting, Outcome." in drawn
    assert re.search(r"style=|<script|onclick", drawn) is None


def test_names_in_the_picture_are_words_never_markup():
    document = shipped()
    document["stages"][0]["name"] = "<script>alert(1)</script>"

    assert "<script>" not in str(picture(document))


# --- Drafts and publishing ---


def changed(draft, by, **days):
    document = deepcopy(draft.document)
    stage(document, "plan").update(days)
    return services.change_draft(draft=draft, document=document, by=by, seen_revision=draft.revision)


def test_running_cases_keep_their_version_and_new_ones_take_the_newest(cast, by):
    running = CaseFactory(school=cast.own)
    draft = changed(services.start_draft(by=by), by, days=7)

    version = services.publish_draft(
        draft=draft, name="Our protocol", reason="Agreed in May.", by=by, seen_revision=draft.revision
    )

    assert (version.number, version.reason, version.published_by) == (2, "Agreed in May.", by)
    running = move(running, "plan", by=cast.lead_social_worker)
    newer = move(CaseFactory(school=cast.own, version=version, stage=version.stages.get(code="meeting")),
                 "plan", by=cast.lead_social_worker)  # fmt: skip
    assert (f"{running.due_on}", f"{newer.due_on}") == ("2026-11-26", "2026-12-02")
    assert Event.objects.get(verb="protocol.publish").detail["number"] == 2


def test_there_is_one_draft_at_a_time(cast, by):
    first = services.start_draft(by=by)
    assert services.start_draft(by=cast.administrator) == first
    services.discard_draft(draft=first, by=by, seen_revision=1)
    assert services.start_draft(by=by) != first
    assert ProtocolDraft.objects.count() == 2


def test_of_two_editors_the_second_is_told_and_overwrites_nothing(cast, by):
    draft = services.start_draft(by=by)
    changed(draft, by, days=7)

    with pytest.raises(WrongState, match="Inclusion Officer changed this draft"):
        changed(draft, cast.administrator, days=9)
    with pytest.raises(WrongState):
        services.publish_draft(draft=draft, name="x", reason="x", by=by, seen_revision=1)
    assert stage(services.open_draft().document, "plan")["days"] == 7


def test_a_draft_with_a_fault_or_without_reason_is_not_published(by):
    draft = services.start_draft(by=by)
    with pytest.raises(Refused, match="write down why"):
        services.publish_draft(draft=draft, name="x", reason=" ", by=by, seen_revision=1)
    draft = changed(draft, by, leads_to=[])
    with pytest.raises(Refused, match="“Plan” has no way out"):
        services.publish_draft(draft=draft, name="x", reason="x", by=by, seen_revision=2)
    assert ProtocolVersion.objects.count() == 1


@pytest.fixture
def pages(as_person, by):
    draft = services.start_draft(by=by)
    return as_person("administrator"), draft.get_absolute_url()


def test_every_page_of_a_draft_opens(pages):
    browser, url = pages
    for path in ("", "settings/", "changes/", "whole/", "publish/", "forms/plan/", "stages/1/", "stages/0/",
                 "meeting/7/", "meeting/0/", "outcomes/1/", "evidence/18/"):  # fmt: skip
        assert browser.get(url + path).status_code == 200, path
    for path in ("forms/nothing/", "stages/99/", "nothing/1/", "evidence/19/"):
        assert browser.get(url + path).status_code == 404, path


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("stages/0/", "Add a stage"),
        ("outcomes/1/", "Change an outcome"),
        ("evidence/0/", "Add an item of evidence"),
        ("meeting/0/", "Add a question of “Inclusion meeting”"),
    ],
)
def test_a_page_of_a_draft_is_headed_by_what_one_does_there(pages, path, title):
    browser, url = pages
    assert f"{title}</h1>" in browser.get(url + path).content.decode()


STAGE = {
    "name": "Plan", "noun": "plan", "code": "plan", "kind": "plan", "purpose": "", "owner": "school",
    "days": "4", "count_from": "previous", "fast_days": "", "repeat_days": "", "leads_to": ["review"],
    "seen_revision": "1",
}  # fmt: skip


def test_a_stage_is_changed_and_what_does_not_fit_is_named(pages):
    browser, url = pages

    wrong = browser.post(f"{url}stages/4/", {**STAGE, "days": "many", "code": "a b", "name": "Kept <b>"})
    right = browser.post(f"{url}stages/4/", STAGE)
    stale = browser.post(f"{url}stages/4/", {**STAGE, "days": "9"})

    assert ("Enter a whole number" in text_of(wrong), "Use letters, digits" in text_of(wrong)) == (True, True)
    assert ("Kept <b>" in text_of(wrong), right.status_code) == (True, 302)
    assert ("changed this draft" in text_of(stale), 'value="1"' in text_of(stale)) == (True, True)
    kept = stage(services.open_draft().document, "plan")
    assert (kept["days"], kept["leads_to"], kept["owner"], len(kept["record"])) == (
        4,
        ["review"],
        "school",
        10,
    )


def test_a_question_of_a_list_is_written_in_lines(pages):
    browser, url = pages
    sent = {
        "label": "How?",
        "name": "how",
        "kind": "choice",
        "choices": "a: By foot\nBy bus",
        "seen_revision": "1",
    }

    browser.post(f"{url}plan/0/", sent)

    assert stage(services.open_draft().document, "plan")["record"][-1] == {
        "label": "How?",
        "name": "how",
        "kind": "choice",
        "choices": [["a", "By foot"], ["by_bus", "By bus"]],
    }
    assert "By bus" in text_of(browser.get(f"{url}forms/plan/"))


def test_rows_are_moved_and_taken_out(pages):
    browser, url = pages
    browser.post(f"{url}evidence/1/down/", {"seen_revision": "1"})
    browser.post(f"{url}evidence/1/remove/", {"seen_revision": "2"})
    assert browser.post(f"{url}evidence/1/sideways/", {"seen_revision": "3"}).status_code == 404
    assert [item["code"] for item in services.open_draft().document["evidence"][:2]] == ["log", "needs"]


def test_publishing_from_its_page_names_faults_and_shows_changes(pages, cast):
    browser, url = pages
    browser.post(f"{url}stages/4/", STAGE)
    page = text_of(browser.get(f"{url}publish/"))
    assert "was owned by lead professional, is by the school" in page

    missing = browser.post(f"{url}publish/", {"name": "Ours", "reason": "", "seen_revision": "2"})
    sent = browser.post(f"{url}publish/", {"name": "Ours", "reason": "Agreed.", "seen_revision": "2"})

    assert ("Write down why it is published" in text_of(missing), sent.status_code) == (True, 302)
    assert "Version 2" in text_of(browser.get("/cases/protocol/"))
    assert Case.objects.count() == 0


def test_a_draft_is_put_away_only_after_one_has_seen_what_is_lost(as_person, by):
    draft = changed(services.start_draft(by=by), by, days=7)
    browser = as_person("inclusion_officer")
    url = f"{draft.get_absolute_url()}discard/"

    page = browser.get(url).content.decode()

    draft.refresh_from_db()
    assert draft.discarded_at is None
    assert "Put this draft away?" in page
    assert "Keep the draft" in page
    assert browser.post(url, {"seen_revision": draft.revision}).url == "/cases/protocol/versions/"
    draft.refresh_from_db()
    assert draft.discarded_at
