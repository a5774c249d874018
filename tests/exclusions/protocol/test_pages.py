"""The pages of cases, through a browser's eyes: what is shown to whom, and what bad input does."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from exclusions.concerns.enums import State
from exclusions.protocol import services
from exclusions.protocol.models import Case
from portal.audit.models import Event
from tests.cast import EVERYONE
from tests.exclusions.protocol.filled import filled, move, put_at
from tests.exclusions.protocol.test_visibility import SEE_ALL, SEE_OTHER, SEE_OWN, WORK_OWN
from tests.factories import CaseFactory, ConcernFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAUGHTY = "<script>alert(1)</script> =1+1 ‮ ÅΩ 👩‍👩‍👧 ' OR 1=1; --"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def case(cast):
    return CaseFactory(school=cast.own)


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def answers(case, **changes) -> dict[str, str]:
    """What a browser sends for the form of the case's stage."""
    sent = {"stage": case.stage.code, "seen_revision": case.revision, "next_stage": case.stage.leads_to[0]}
    for name, value in filled(case.stage).items():
        kind = next(field["kind"] for field in case.stage.record if field["name"] == name)
        if kind == "date":
            sent |= {f"r_{name}_0": value.day, f"r_{name}_1": value.month, f"r_{name}_2": value.year}
        else:
            sent[f"r_{name}"] = {"yes_no": "yes"}.get(kind, value)
    return sent | changes


@pytest.mark.parametrize("name", EVERYONE)
def test_who_may_open_the_pages_of_a_case(as_person, case, name):
    browser = as_person(name)
    see = 200 if name in SEE_OWN | SEE_ALL else 404
    work = 200 if name in WORK_OWN | SEE_ALL else 403 if name in SEE_OWN else 404
    listing = 200 if name in SEE_OWN | SEE_OTHER | SEE_ALL else 403
    base = case.get_absolute_url()

    got = {
        page: browser.get(url).status_code
        for page, url in {
            "case": base,
            "record": f"{base}record/",
            "close": f"{base}close/",
            "lead": f"{base}lead/",
            "head": f"{base}head-considering/",
            "list": "/cases/",
            "map": "/cases/protocol/",
        }.items()
    }

    assert got == {
        "case": see,
        "record": work,
        "close": work,
        "lead": work,
        "head": 405,
        "list": listing,
        # Who writes the protocol reads it, too.
        "map": 200 if name == "administrator" else listing,
    }


@pytest.mark.parametrize("reference", ["N-XXXXX", "N-7K3Q9'--", "9" * 400, "%00", "🐍"])
def test_a_reference_that_is_none_is_not_found(as_person, reference):
    assert as_person("lead_social_worker").get(f"/cases/{reference}/").status_code == 404


def test_opening_a_case_is_written_down_once(as_person, case):
    as_person("welfare_officer").get(case.get_absolute_url())

    event = Event.objects.get(verb="case.view")
    assert [s.reference for s in event.subjects.order_by("pk")] == [case.reference, case.pupil.reference]
    assert event.capacity == "Education welfare officer"


def test_the_title_names_no_child_and_the_page_does(as_person, case):
    page = text_of(as_person("dsl").get(case.get_absolute_url()))

    assert re.search("<title>(.*?)</title>", page)[1].startswith(f"Case {case.reference} ")
    assert case.pupil.full_name in page


def test_those_who_work_the_case_have_one_thing_to_do_and_readers_none(as_person, case):
    primary = re.compile(r'<a class="govuk-button"[^>]*>([^<]*)')

    worker = primary.findall(text_of(as_person("lead_social_worker").get(case.get_absolute_url())))
    reader = primary.findall(text_of(as_person("headteacher").get(case.get_absolute_url())))

    assert (worker, reader) == (["Arrange the inclusion meeting"], [])


@pytest.mark.parametrize("code", ["meeting", "plan", "review", "decision", "outcome", "sustain"])
def test_every_stage_can_be_recorded_from_its_page(as_person, case, code):
    case = put_at(case, code)
    browser = as_person("lead_social_worker")
    assert browser.get(f"{case.get_absolute_url()}record/").status_code == 200

    response = browser.post(f"{case.get_absolute_url()}record/", answers(case))

    assert response.status_code == 302, response.context["form"].errors
    done = case.stage_records.get(number=1)
    expected = {k: str(v) if hasattr(v, "year") else v for k, v in filled(case.stage).items()}
    assert done.recorded == expected
    page = text_of(browser.get(case.get_absolute_url()))
    assert f"The {case.stage.noun} is recorded." in page
    for value in expected.values():
        assert (
            value is True
            or value in page
            or "agreed" in value
            or value.isupper()
            or "-" in value
            or (value == "continue")
        )


def test_what_the_child_says_stands_above_the_stages(cast, as_person, case):
    by = cast.lead_social_worker
    case = services.complete_stage(
        case=case,
        recorded=filled(case.stage, pupil_view="I want to stay with my friends."),
        next_stage="plan",
        by=by,
        seen_revision=1,
    )

    page = text_of(as_person("dsl").get(case.get_absolute_url()))

    assert 0 < page.index("I want to stay with my friends.") < page.index("Stages</h2>")


def test_the_stage_list_says_what_is_done_due_and_to_come(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_at=MONDAY - timedelta(days=4))
    opened = services.open_case(
        concern=concern,
        pupil=concern.subjects.get().pupil,
        is_urgent=False,
        head_considering_exclusion=False,
        by=cast.lead_social_worker,
    )
    case = move(opened, "decision", by=cast.lead_social_worker)

    page = text_of(as_person("dsl").get(case.get_absolute_url()))

    lines = re.findall(r'<li class="govuk-task-list__item.*?</li>', page)
    told = [re.sub(r"\s+", " ", re.sub("<.*?>", " ", line)).strip() for line in lines]
    assert told == [
        "0 Alert Done Thu 19 Nov",
        "1 Triage Done Mon 23 Nov",
        "2 Inclusion meeting Done Mon 23 Nov",
        "3 Plan Not done",
        "4 Review Not done",
        "5 Decision meeting Now due Mon 30 Nov, 5 school days left",
        "6 Outcome Not yet",
        "7 Sustain and learn Not yet",
    ]


BAD = [
    ({"r_present": ""}, "Write “Who took part"),
    ({"r_held_on_0": "31", "r_held_on_1": "2"}, "Enter a real day"),
    ({"r_held_on_0": "x"}, "Enter a valid date"),
    ({"r_held_on_2": "9" * 30}, "Enter a real day"),
    ({"r_held_on_2": "9" * 5000}, "Enter a real day"),
    ({"r_held_on_0": ""}, "Enter the day, month and year"),
    ({"r_held_on_0": "", "r_held_on_1": "", "r_held_on_2": ""}, "Answer “When was the meeting held?”"),
    ({"r_held_on_0": "24"}, "not in the future"),
    ({"r_agreed": "maybe"}, "not one of the available choices"),
    ({"next_stage": "nonsense"}, "not one of the available choices"),
    ({"next_stage": "sustain"}, "not one of the available choices"),
    ({"next_stage": ""}, "Choose what happens next"),
    ({"r_strengths": "a\x00b"}, "Null characters are not allowed"),
    ({"r_strengths": "x" * 20_001}, "at most 20000 characters"),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_a_mistake_is_named_and_what_was_typed_is_kept(as_person, case, changes, message):
    sent = answers(case, r_analysis=NAUGHTY) | changes

    response = as_person("lead_social_worker").post(f"{case.get_absolute_url()}record/", sent)

    assert response.status_code == 200
    page = text_of(response)
    assert "There is a problem" in page
    assert message in page
    assert NAUGHTY in page
    assert "<script>alert(1)" not in response.content.decode()
    case.refresh_from_db()
    assert (case.stage.code, case.revision) == ("meeting", 1)


@pytest.mark.parametrize("revision", ["", "0", "2", "x", "9" * 400, "-1", "١"])
def test_a_page_that_is_out_of_date_or_tampered_with_saves_nothing(as_person, case, revision):
    sent = answers(case, seen_revision=revision)

    response = as_person("lead_social_worker").post(f"{case.get_absolute_url()}record/", sent)

    assert response.status_code == 200
    case.refresh_from_db()
    assert case.revision == 1


def test_the_second_person_is_told_and_keeps_what_they_typed(cast, as_person, case):
    sent = answers(case, r_analysis=NAUGHTY, next_stage="decision")
    move(case, "plan", by=cast.deputy_social_worker)

    response = as_person("lead_social_worker").post(f"{case.get_absolute_url()}record/", sent)

    page = text_of(response)
    assert (response.status_code, Case.objects.get().stage.code) == (200, "plan")
    assert "Deputy Social Worker recorded the inclusion meeting on 23 November 2026, 09:00" in page
    assert NAUGHTY in page
    assert "Save the inclusion meeting" not in page


def test_a_double_click_records_once(as_person, case):
    browser = as_person("lead_social_worker")
    sent = answers(case, once_token="the-same")

    first = browser.post(f"{case.get_absolute_url()}record/", sent)
    second = browser.post(f"{case.get_absolute_url()}record/", sent)

    assert (first.url, second.url) == (case.get_absolute_url(), case.get_absolute_url())
    assert Event.objects.filter(verb="case.complete_stage").count() == 1


def test_closing_early_asks_for_a_reason_and_keeps_what_was_typed(as_person, case):
    browser = as_person("inclusion_officer")
    url = f"{case.get_absolute_url()}close/"

    wrong = browser.post(url, {"outcome": "AVERTED_SAME", "note": NAUGHTY, "seen_revision": 1})
    assert wrong.status_code == 200
    assert NAUGHTY in text_of(wrong)

    right = browser.post(url, {"outcome": "MOVED_OUT", "note": "Moved.", "seen_revision": 1})
    assert right.status_code == 302
    page = text_of(browser.get(case.get_absolute_url()))
    assert "Closed: Moved away or changed school" in page
    assert "Record the" not in page


def test_a_closed_case_sends_its_forms_back(cast, as_person, case):
    services.close_case(
        case=case, outcome_code="MOVED_OUT", note="Moved.", by=cast.lead_social_worker, seen_revision=1
    )
    browser = as_person("lead_social_worker")

    for page in ("record", "close", "lead"):
        assert browser.get(f"{case.get_absolute_url()}{page}/").url == case.get_absolute_url()


def test_the_lead_is_chosen_among_those_who_may(cast, as_person, case):
    browser = as_person("lead_social_worker")
    url = f"{case.get_absolute_url()}lead/"

    wrong = browser.post(url, {"lead": cast.headteacher.reference})
    right = browser.post(url, {"lead": cast.inclusion_officer.reference})

    assert (wrong.status_code, right.status_code) == (200, 302)
    case.refresh_from_db()
    assert case.lead == cast.inclusion_officer


def test_noting_that_the_head_considers_exclusion_needs_the_power_to_work_the_case(as_person, case):
    url = f"{case.get_absolute_url()}head-considering/"

    statuses = {name: as_person(name).post(url).status_code for name in ("headteacher", "other_dsl")}
    assert statuses == {"headteacher": 403, "other_dsl": 404}
    assert as_person("lead_social_worker").post(url).status_code == 302
    case.refresh_from_db()
    assert case.head_considering_exclusion


def test_readers_of_concerns_get_the_record_and_others_only_whom_to_ask(cast, as_person, case):
    concern = ConcernFactory(school=cast.own, pupil=case.pupil)
    decided = ConcernFactory(school=cast.own, pupil=case.pupil, state=State.DECIDED)

    reader = text_of(as_person("dsl").get(case.get_absolute_url()))
    officer = text_of(as_person("welfare_officer").get(case.get_absolute_url()))

    assert concern.reference in reader
    assert decided.reference not in reader
    assert concern.reference not in officer
    assert "A safeguarding concern is open." in officer
    assert "Contact Lead Social Worker" in officer


def test_a_case_page_costs_the_same_with_more_in_it(cast, as_person, case, django_assert_num_queries):
    browser = as_person("lead_social_worker")
    counts = []
    for _ in range(3):
        browser.get(case.get_absolute_url())  # caches warm
        with django_assert_num_queries(FEW, exact=False) as seen:
            browser.get(case.get_absolute_url())
        counts.append(len(seen))
        case = put_at(case, "review") if case.stage.code == "meeting" else case
        case = move(case, "review", by=cast.lead_social_worker)
        ConcernFactory(school=cast.own, pupil=case.pupil)

    assert counts[0] == counts[1] == counts[2]


FEW = 31


def test_the_map_tells_the_protocol_from_its_data(as_person):
    page = text_of(as_person("dsl").get("/cases/protocol/"))

    for words in (
        "10 school days from the alert; 5 where it is urgent",
        "30 when it comes again",
        "Opened twice by mistake (may end a case at any stage)",
        "never delays or replaces a headteacher’s decision",
    ):
        assert words in page
