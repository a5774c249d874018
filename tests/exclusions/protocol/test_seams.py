"""What rooms above may add to a case: their own page for a stage, tabs, things owed, words, timeline."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from exclusions.protocol import dues, services, tabs, timeline, voices, workplaces
from exclusions.protocol.dues import Due, DueSource
from exclusions.protocol.enums import StageKind
from exclusions.protocol.happened import happened
from exclusions.protocol.models import Case
from exclusions.protocol.tabs import Tab
from exclusions.protocol.timeline import Line
from exclusions.protocol.voices import Voice
from exclusions.protocol.workplaces import Work, Workplace
from portal.core import subjects
from portal.core.errors import Refused
from portal.core.subjects import Panel
from tests.cast import EVERYONE
from tests.exclusions.protocol.filled import filled
from tests.exclusions.protocol.test_pages import answers, text_of
from tests.exclusions.protocol.test_visibility import SEE_ALL, SEE_OWN
from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


OWN_TABS = ("timeline", "people", "concerns")


@pytest.fixture(autouse=True)
def _rooms_above_forgotten(monkeypatch):
    """No room above has registered anything, and what a test registers is gone after it."""
    monkeypatch.setattr(workplaces, "_workplaces", {})
    for module, name in ((dues, "_sources"), (voices, "_sources")):
        monkeypatch.setattr(module, name, [])
    monkeypatch.setattr(timeline, "_sources", [happened])
    monkeypatch.setattr(tabs, "_tabs", [tab for tab in tabs._tabs if tab.name in OWN_TABS])
    monkeypatch.setattr(subjects, "_panels", list(subjects._panels))


@pytest.fixture
def case(cast):
    return CaseFactory(school=cast.own)


def room(**changes) -> Workplace:
    said = {"label": "Prepare the meeting", "url": "/meetings/M-1/", "state": "Invited: 4 people."}
    work = Work(**{**said, "is_done": changes.pop("is_done", False)})
    return Workplace(StageKind.MEETING, where=lambda user, case: work, **changes)


def test_a_room_gives_a_stage_its_own_page(as_person, case):
    workplaces.register(room())

    page = text_of(as_person("lead_social_worker").get(case.get_absolute_url()))

    assert '<a class="govuk-button" href="/meetings/M-1/"' in page
    assert "Invited: 4 people." in page
    assert f'<a class="govuk-link" href="{case.get_absolute_url()}record/">Record the inclusion' in page


def test_once_the_work_is_done_the_record_comes_first(as_person, case):
    workplaces.register(room(is_done=True))

    page = text_of(as_person("lead_social_worker").get(case.get_absolute_url()))

    assert f'<a class="govuk-button" href="{case.get_absolute_url()}record/"' in page
    assert '<a class="govuk-link" href="/meetings/M-1/">Prepare the meeting' in page


def test_another_kind_of_stage_and_a_closed_case_keep_their_form(cast, as_person, case):
    workplaces.register(Workplace(StageKind.PLAN, where=lambda user, case: Work("Plan", "/plans/")))
    assert workplaces.work_on(cast.lead_social_worker, case) is None

    workplaces.register(room())
    closed = services.close_case(
        case=case, outcome_code="MOVED_OUT", note="Moved.", by=cast.lead_social_worker, seen_revision=1
    )
    assert workplaces.work_on(cast.lead_social_worker, closed) is None


def test_the_record_begins_with_what_the_room_gives_and_no_more(as_person, case):
    gives = {"present": "Ann and Bo", "held_on": date(2026, 11, 20), "agreed": "agreed", "unasked": "x"}
    workplaces.register(room(gives=lambda case: gives))

    response = as_person("lead_social_worker").get(f"{case.get_absolute_url()}record/")

    form = response.context["form"]
    assert form.initial == {
        "r_present": "Ann and Bo",
        "r_held_on": date(2026, 11, 20),
        "r_agreed": "agreed",
    }
    assert "Ann and Bo" in text_of(response)


def test_the_room_learns_of_the_record_in_its_transaction(cast, case):
    heard = []
    workplaces.register(room(recorded=lambda stage_record, by: heard.append((stage_record.recorded, by))))

    services.complete_stage(
        case=case,
        recorded=filled(case.stage),
        next_stage="plan",
        by=cast.lead_social_worker,
        seen_revision=1,
    )

    ((recorded, by),) = heard
    assert (recorded["present"], by) == ("As it was said.", cast.lead_social_worker)


def test_what_the_room_refuses_stands_on_the_form_and_nothing_is_saved(as_person, case):
    def refuse(stage_record, by):
        raise Refused("The minutes are not agreed yet.")

    workplaces.register(room(recorded=refuse))

    response = as_person("lead_social_worker").post(f"{case.get_absolute_url()}record/", answers(case))

    assert "The minutes are not agreed yet." in text_of(response)
    case.refresh_from_db()
    assert (case.stage.code, case.revision) == ("meeting", 1)
    assert case.stage_records.get().completed_at is None


def test_a_tab_is_loaded_only_while_it_is_open(as_person, case):
    loaded = []

    def load(user, subject):
        loaded.append(subject.reference)
        return {"lines": [Line(MONDAY, "Sat together")]}

    tabs.register(Tab(30, "meetings", "Meetings"))
    subjects.register(Panel("case_meetings", "list", 10, "protocol/_timeline.html", load))
    browser = as_person("dsl")

    now = text_of(browser.get(case.get_absolute_url()))
    assert (f'href="{case.get_absolute_url()}meetings/">Meetings' in now, loaded) == (True, [])

    page = text_of(browser.get(f"{case.get_absolute_url()}meetings/"))
    assert ("Sat together" in page, loaded) == (True, [case.reference])
    assert "<title>Meetings, case" in page


def test_a_tab_may_be_a_page_of_the_rooms_own_and_may_need_more(as_person, case):
    tabs.register(
        Tab(30, "meetings", "Meetings", url_name="protocol:record"),
        Tab(40, "plan", "Plan", permission="protocol.work_case"),
    )

    reader, worker = (text_of(as_person(n).get(case.get_absolute_url())) for n in ("dsl", "welfare_officer"))

    assert f'href="{case.get_absolute_url()}record/">Meetings' in reader
    assert (">Plan</a>" in reader, ">Plan</a>" in worker) == (False, True)
    assert as_person("dsl").get(f"{case.get_absolute_url()}plan/").status_code == 404
    assert as_person("dsl").get(f"{case.get_absolute_url()}meetings/").status_code == 404


@pytest.mark.parametrize("name", EVERYONE)
def test_who_may_open_a_part(as_person, case, name):
    expected = 200 if name in SEE_OWN | SEE_ALL else 404

    assert as_person(name).get(f"{case.get_absolute_url()}timeline/").status_code == expected


def owed(case, **changes):
    said = {
        "case": case,
        "key": "action:1",
        "on": date(2026, 11, 20),
        "what": "Find a mentor",
        "noun": "action",
        "url": "/actions/1/",
        "owner": "Jo Patel",
    }
    return Due(**{**said, **changes})


def test_what_rooms_say_is_owed_stands_on_the_page_the_earliest_first(as_person, case):
    soon = owed(case, key="action:2", on=date(2026, 11, 25), what="Ring home")
    dues.register(DueSource("actions", lambda cases, until: [soon, owed(case)]))

    page = text_of(as_person("dsl").get(case.get_absolute_url()))

    assert 0 < page.index("Find a mentor") < page.index("Ring home") < page.index("Stages</h2>")
    assert "1 school day overdue" in page or "overdue" in page[page.index("Find a mentor") :]
    assert "(2 school days left)" in page


def test_the_newest_words_stand_first_whichever_room_heard_them(as_person, case):
    voices.register(lambda user, case: Voice("I want catering.", MONDAY, "the young person’s own plan"))

    page = text_of(as_person("dsl").get(case.get_absolute_url()))

    assert "I want catering." in page
    assert "written down with the young person’s own plan on 23 November 2026" in page


def test_the_timeline_tells_what_every_room_adds_the_newest_first(cast, as_person, case):
    later = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    timeline.register(lambda user, case: [Line(later, "Invited: 4 people")])
    services.complete_stage(
        case=case,
        recorded=filled(case.stage, strengths="Kind to the small ones."),
        next_stage="plan",
        by=cast.lead_social_worker,
        seen_revision=1,
    )

    page = text_of(as_person("dsl").get(f"{case.get_absolute_url()}timeline/"))

    assert 0 < page.index("Invited: 4 people") < page.index("Kind to the small ones.")
    assert page.index("Kind to the small ones.") < page.index("Case opened")


def test_the_timeline_costs_the_same_with_more_in_it(cast, as_person, case, django_assert_num_queries):
    browser, counts = as_person("dsl"), []
    for stage in ("plan", "review", "review"):
        case = services.complete_stage(
            case=Case.objects.get(),
            recorded=filled(Case.objects.get().stage),
            next_stage=stage,
            by=cast.lead_social_worker,
            seen_revision=Case.objects.get().revision,
        )
        browser.get(f"{case.get_absolute_url()}timeline/")
        with django_assert_num_queries(30, exact=False) as seen:
            browser.get(f"{case.get_absolute_url()}timeline/")
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2]
