"""Naughty strings into every field of suspensions, duties, desk and measures: never an error page, no script.

Each page is read as a person would: its own form says which fields there are. Where all else is valid, words
are kept as sent, and shown as text on the record and in its history.
"""

from datetime import date
from html import escape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Form
from django.urls import reverse

from exclusions.measures.models import Direction, MeasureStep
from exclusions.suspensions.models import Duty, Provision, Step, Suspension, SuspensionDraft
from portal.core.forms import DayField
from tests.exclusions.concerns.test_bad_input import NAUGHTY
from tests.exclusions.measures.test_directions import typed as direction_typed
from tests.exclusions.suspensions.conftest import calendar, pupil, typed
from tests.exclusions.suspensions.desk.conftest import excluded_at
from tests.factories.measures import (
    DirectionFactory,
    LookFactory,
    MoveFactory,
    SeparationFactory,
    TimetableFactory,
)
from tests.factories.suspensions import SuspensionDraftFactory

__all__ = ["calendar", "pupil"]
pytestmark = pytest.mark.usefixtures("calendar")
# One of each sort: markup, templates, right to left, stacked marks, formats, a formula; odd numbers.
WORST = [NAUGHTY[0], NAUGHTY[1], NAUGHTY[4], NAUGHTY[7], "a\x00b", "x" * 60_000, "²٣", "9" * 400]
KINDS = ("directions", "moves", "timetables", "meetings", "separations")
SCRIPTS = ("<script>alert(1)", "<img src=x onerror")
WORDS = [text for text in NAUGHTY[:8] if len(text) < 100]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-17 10:00", tick=False):
        yield


@pytest.fixture
def pages(cast, pupil):
    """Addresses of every form, with who fills it in and what else the form carries."""
    exclusion = excluded_at(cast.own)
    suspension = excluded_at(cast.own, permanent=False)
    of = [suspension.reference]
    draft = SuspensionDraftFactory(school=cast.own, author=cast.dsl, content=typed())
    # A pupil has these at a time; each is another's.
    measures = [
        factory(school=cast.own)
        for factory in (DirectionFactory, MoveFactory, TimetableFactory, SeparationFactory)
    ]
    return [
        ("dsl", reverse("suspensions:start"), {"search": "1"}),
        ("dsl", draft.get_absolute_url(), {"do": "check", "version": draft.version}),
        ("dsl", reverse("suspensions:correct", args=of), {"seen_revision": 1}),
        *[
            ("dsl", reverse("suspensions:step", args=[exclusion.reference, verb]), {"seen_revision": 1})
            for verb in ("represent", "set_meeting", "decline", "reinstate", "cancel")
        ],
        ("dsl", reverse("suspensions:duty", args=[suspension.reference, "set_work"]), {"do": "carry_out"}),
        (
            "inclusion_officer",
            reverse("suspensions:provision", args=[exclusion.reference]),
            {"seen_number": 0},
        ),
        ("dsl", reverse("suspensions:papers", args=of), {}),
        ("dsl", reverse("suspensions:write_letter", args=[suspension.reference, "board"]), {}),
        ("inclusion_officer", reverse("suspensions:letter_text", args=["board"]), {}),
        ("dsl", reverse("suspensions:print_history", args=[suspension.pupil.reference]), {}),
        *[("dsl", reverse("measures:start", args=[kind]), {"search": "1"}) for kind in KINDS],
        *[
            ("dsl", reverse("measures:new", args=[kind, pupil.reference, cast.own.urn]), {"version": 0})
            for kind in KINDS
        ],
        *[("dsl", reverse("measures:correct", args=[m.reference]), {"seen_revision": 1}) for m in measures],
        *[
            ("dsl", reverse("measures:step", args=[measure.reference, verb]), {"seen_revision": 1})
            for measure, verbs in zip(measures, STEPS, strict=True)
            for verb in verbs
        ],
        ("inclusion_officer", reverse("measures:look", args=[LookFactory(school=cast.own).reference]), {}),
    ]


STEPS = (("review", "end", "void"), ("void",), ("void",), ("review", "void"))


def form_in(answer) -> Form | None:
    """The form that a page shows, by whatever name its template knows it."""
    context = {}
    for each in answer.context or []:
        context |= each.flatten() if hasattr(each, "flatten") else each
    return next((value for value in context.values() if isinstance(value, Form)), None)


def everywhere(form, text):
    """The text in every field; a day has three boxes."""
    sent = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        boxes = [f"{key}_{n}" for n in range(3)] if isinstance(field, DayField) else [key]
        sent |= dict.fromkeys(boxes, text)
    return sent


@pytest.mark.parametrize("text", WORST, ids=range(len(WORST)))
def test_no_field_brings_a_page_down(as_person, pages, text):
    browsers = {name: as_person(name) for name in ("dsl", "inclusion_officer")}
    answers = {}
    for person, address, more in pages:
        form = form_in(browsers[person].get(address))
        assert form is not None, address
        answer = browsers[person].post(
            address, {**more, **everywhere(form, text), "once_token": address[:40]}
        )
        answers[address] = answer.status_code
        # A print is a PDF.
        body = answer.content.decode(errors="ignore")
        assert not [script for script in SCRIPTS if script in body], address
    assert set(answers.values()) <= {200, 302, 409}, answers


@pytest.mark.parametrize("text", WORST, ids=range(len(WORST)))
def test_no_filter_brings_a_list_down(cast, as_person, pages, text):
    browser = as_person("inclusion_officer")
    lists = [
        *[
            reverse(f"suspensions:{n}")
            for n in ("list", "desk", "arrivals", "provisions", "meetings", "punctuality")
        ],
        *[reverse("measures:list", args=[kind]) for kind in KINDS[:4]],
        reverse("measures:looks"),
    ]
    for address in lists:
        filters = browser.get(address).context["filter"].form.fields
        for name in [*filters, "page", "sort", "per_page"]:
            answer = browser.get(address, {name: text[:2000]})
            assert answer.status_code == 200, (address, name)
            assert not [script for script in SCRIPTS if script in answer.content.decode()], (address, name)


@pytest.mark.parametrize("text", WORDS, ids=range(len(WORDS)))
def test_words_of_a_suspension_are_kept_and_shown_as_text(cast, as_person, pupil, text):
    browser, kept = as_person("dsl"), text.strip()
    words = {"what_happened": text, "pupil_view": text, "work_set": text}
    draft = SuspensionDraftFactory(school=cast.own, author=cast.dsl, pupil=pupil, content=typed(**words))
    browser.post(reverse("suspensions:record", args=[draft.reference]), {"version": draft.version})
    made = Suspension.objects.get(pupil=pupil)
    assert (made.what_happened, made.pupil_view, made.work_set) == (kept,) * 3

    step = {"on_0": "17", "on_1": "11", "on_2": "2026", "note": text, "seen_revision": made.revision}
    browser.post(reverse("suspensions:step", args=[made.reference, "represent"]), step)
    duty = {"on_0": "17", "on_1": "11", "on_2": "2026", "how": "letter", "note": text, "do": "carry_out"}
    browser.post(reverse("suspensions:duty", args=[made.reference, "section_104"]), duty)
    assert Step.objects.filter(suspension=made, verb="represent").values_list("note", flat=True)[0] == kept
    assert Duty.objects.get(suspension=made, code="section_104").done_note == kept

    page = browser.get(made.get_absolute_url()).content.decode()
    assert page.count(escape(kept).replace("\n", "<br>")) + page.count(escape(kept)) >= 3
    pdf = browser.post(reverse("suspensions:print_history", args=[pupil.reference]), {"purpose": text[:200]})
    assert pdf["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("text", WORDS, ids=range(len(WORDS)))
def test_words_of_a_measure_are_kept_and_shown_as_text(cast, as_person, pupil, text):
    browser, kept = as_person("dsl"), text.strip()
    words = {"address": text, "reasons": text, "objectives": text, "pupil_view": text}
    address = reverse("measures:new", args=["directions", pupil.reference, cast.own.urn])
    answer = browser.post(address, direction_typed(**words))
    assert answer.status_code == 302, form_in(answer).errors
    made = Direction.objects.get()
    assert (made.address, made.reasons, made.objectives, made.pupil_view) == (kept,) * 4

    void = {"on_0": "17", "on_1": "11", "on_2": "2026", "note": text, "seen_revision": made.revision}
    browser.post(reverse("measures:step", args=[made.reference, "void"]), void)
    assert MeasureStep.objects.get(measure=made, verb="void").note == kept
    page = browser.get(made.get_absolute_url()).content.decode()
    assert not [script for script in SCRIPTS if script in page]


@pytest.mark.parametrize("text", WORDS, ids=range(len(WORDS)))
def test_names_of_papers_and_of_providers(cast, as_person, text):
    exclusion, browser = excluded_at(cast.own), as_person("inclusion_officer")
    paper = SimpleUploadedFile(f"{text[:80]}.txt", b"Minutes of the meeting")
    papers = reverse("suspensions:papers", args=[exclusion.reference])
    browser.post(papers, {"occasion": "board", "paper": paper, "once_token": "p"})
    said = {"kind": "other", "provider": text, "place": text, "note": text, "seen_number": "0"}
    day = {"starts_on_0": "21", "starts_on_1": "9", "starts_on_2": "2026"}
    education = reverse("suspensions:provision", args=[exclusion.reference])
    browser.post(education, {**said, **day, "once_token": "e"})
    assert Provision.objects.get().provider == text.strip()
    for address in (papers, education, reverse("suspensions:provisions")):
        page = browser.get(address)
        assert page.status_code == 200
        assert not [script for script in SCRIPTS if script in page.content.decode()]


def test_a_draft_of_a_suspension_holds_anything(cast, as_person):
    draft = SuspensionDraftFactory(school=cast.own, author=cast.dsl)
    browser, version = as_person("dsl"), draft.version
    for text in WORST:
        sent = {**dict.fromkeys(typed(), text), "version": version}
        answer = browser.post(reverse("suspensions:save_draft", args=[draft.reference]), sent)
        assert answer.status_code == 200, text[:20]
        version = answer.json()["version"]
        assert browser.get(draft.get_absolute_url()).status_code == 200
    assert SuspensionDraft.objects.get().suspension is None


def test_a_day_that_cannot_be_is_named(cast, as_person):
    exclusion = excluded_at(cast.own)
    address = reverse("suspensions:step", args=[exclusion.reference, "represent"])
    for day in (("31", "2", "2026"), ("0", "0", "0"), ("1", "1", "99999"), ("²", "1", "2026")):
        sent = {f"on_{n}": part for n, part in enumerate(day)} | {"seen_revision": exclusion.revision}
        page = as_person("dsl").post(address, sent).content.decode()
        assert "There is a problem" in page
        assert f'value="{day[2]}"' in page
    assert date(2026, 9, 14) == exclusion.starts_on
