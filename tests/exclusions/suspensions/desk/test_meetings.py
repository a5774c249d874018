"""Meetings and reviews on one page, with papers and outcomes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.desk.meetings import meetings, outcome_of
from exclusions.suspensions.enums import State
from exclusions.suspensions.models import Paper, Step
from portal.audit.models import Event
from tests.exclusions.suspensions.desk.conftest import DAY, MONDAY, excluded_at, results, step, text_of
from tests.factories import SchoolFactory

LIST = "suspensions:meetings"


def arranged(school, on, **more):
    made = excluded_at(school)
    step(made, "set_meeting", on, **more)
    return made


def test_ahead_without_outcome_and_decided(cast, as_person):
    today = timezone.localdate()
    soon, past = arranged(cast.own, today + DAY, detail={"at": "14:30"}), arranged(cast.own, today - DAY)
    over = arranged(cast.other, MONDAY + DAY)
    step(over, "reinstate", MONDAY + DAY, State.REINSTATED)
    browser = as_person("inclusion_officer")

    shown = {
        when: [
            made.reference in results(browser.get(reverse(LIST), {"when": when}))
            for made in (soon, past, over)
        ]
        for when in ("", "past", "decided", "all")
    }

    assert shown == {
        "": [True, False, False],
        "past": [False, True, False],
        "decided": [False, False, True],
        "all": [True, True, True],
    }
    assert ", 14:30" in results(browser.get(reverse(LIST)))
    assert over.reference not in results(as_person("dsl").get(reverse(LIST), {"when": "all"}))
    assert "Reinstated" in results(browser.get(reverse(LIST), {"outcome": "reinstate"}))
    assert soon.reference not in results(browser.get(reverse(LIST), {"outcome": "reinstate"}))


def test_only_the_latest_date_of_a_meeting_counts(cast):
    made = arranged(cast.own, MONDAY + DAY)
    later = step(made, "set_meeting", MONDAY + 3 * DAY)
    wrong = step(made, "set_meeting", MONDAY + 9 * DAY)
    step(made, "take_back", None, takes_back=wrong)
    assert list(meetings(Step.objects.all())) == [later]


TO_THE_PANEL = (("decline", State.DECLINED), ("apply", State.IN_REVIEW), ("set_hearing", None))


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((("uphold", State.UPHELD),), "Upheld"),
        ((("recommend", State.TO_RECONSIDER),), "Reconsideration recommended"),
        ((("quash", State.TO_RECONSIDER),), "Quashed; £4,000 if the pupil is not reinstated in time"),
        (
            (("quash", State.TO_RECONSIDER), ("stand", State.UPHELD)),
            "Quashed; board reconsidered, did not reinstate; £4,000 due",
        ),
        (
            (("quash", State.TO_RECONSIDER), ("offer", State.REINSTATED)),
            "Quashed; board reconsidered, reinstated; £4,000 not due",
        ),
        ((("withdraw", State.UPHELD),), "Application withdrawn"),
    ],
)
def test_outcomes_of_reviews(cast, steps, words):
    made = arranged(cast.own, MONDAY + DAY)
    for verb, after in (*TO_THE_PANEL, *steps):
        step(made, verb, MONDAY + 2 * DAY, after, detail={"costs": True} if verb == "quash" else {})
    found = {each.verb: outcome_of(each) for each in meetings(Step.objects.all())}
    assert found == {"set_meeting": "Not reinstated", "set_hearing": words}


def test_papers_are_kept_read_and_taken_out(cast, as_person):
    made = arranged(cast.own, timezone.localdate() + DAY)
    browser, address = as_person("dsl"), reverse("suspensions:papers", args=[made.reference])
    paper = {"occasion": "board", "paper": SimpleUploadedFile("minutes.txt", b"What was said")}
    assert browser.post(address, paper).status_code == 302
    kept = Paper.objects.get()
    assert "1 paper" in results(browser.get(reverse(LIST)))

    read = reverse("suspensions:paper", args=[kept.reference])
    assert b"".join(as_person("inclusion_officer").get(read).streaming_content) == b"What was said"
    assert Event.objects.filter(verb="suspension.paper").count() == 1

    out = reverse("suspensions:take_out_paper", args=[kept.reference])
    assert "Write why" in text_of(browser.post(out, {"because": " "}))
    assert browser.post(out, {"because": "About another pupil"}).status_code == 302
    assert browser.get(read).status_code == 404
    page = text_of(browser.get(address))
    assert "About another pupil" in page
    assert "minutes.txt" not in page
    assert "None yet" in results(browser.get(reverse(LIST)))


HOSTILE = [
    ("run.exe", b"MZ\x90", "cannot be attached"),
    ("minutes.pdf", b"<script>alert(1)</script>", "not what its name says"),
    ("minutes.docx", b"PK\x03\x04nothing", "not what its name says"),
    ("empty.pdf", b"", "empty"),
]


@pytest.mark.parametrize(("name", "content", "words"), HOSTILE)
def test_hostile_papers_are_refused(cast, as_person, name, content, words):
    made = arranged(cast.own, timezone.localdate() + DAY)
    address = reverse("suspensions:papers", args=[made.reference])
    answer = as_person("dsl").post(address, {"occasion": "board", "paper": SimpleUploadedFile(name, content)})
    assert words in text_of(answer)
    assert not Paper.objects.exists()


def test_the_page_asks_the_same_however_many(cast, as_person):
    browser, counts = as_person("inclusion_officer"), []
    arranged(cast.own, date(2026, 12, 9))
    for _ in range(2):
        browser.get(reverse(LIST), {"when": "all"})
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(LIST), {"when": "all"})
        counts.append(len(queries))
        for _ in range(2):
            arranged(SchoolFactory(), date(2026, 12, 9))
    assert counts[0] == counts[1]
