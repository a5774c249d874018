"""The diary through a browser: writing, planning, following up, the weekly return, who was not seen."""

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from linkworkers.diary.enums import Audience, Kind, Part, State
from linkworkers.diary.models import DiaryEntry, DiaryLine, WeeklyReturn
from linkworkers.diary.weeks import figures, missing_returns
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.subjects import panels_for
from schools.calendars.models import Closure
from schools.links.work import work_held
from schools.pupils.chronology import chronology
from schools.pupils.models import Pupil
from tests.factories import DiaryEntryFactory, EnrolmentFactory, LinkFactory, PupilFactory, SchoolFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()
NAUGHTY = "<script>alert(1)</script> =1+1 ‮ ÅΩ 👩‍👩‍👧 ' OR 1=1; --"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def worker(as_person):
    return as_person("lead_social_worker")


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_0": str(on.day), f"{name}_1": str(on.month), f"{name}_2": str(on.year)}


def answers(**changes) -> dict[str, str]:
    sent = {"kind": "call", "asked": "A return after a suspension", "advice": "Meet first"}
    return sent | day("on", TODAY) | changes


def test_an_entry_takes_one_short_page(worker, cast):
    response = worker.post("/diary/schools/990001/add/", answers(), follow=True)

    entry = DiaryEntry.objects.get()
    assert response.redirect_chain[-1][0] == f"/diary/{entry.reference}/"
    assert (entry.kind, entry.on, entry.pupil, entry.audience) == ("call", TODAY, None, Audience.SHARED)
    page = text_of(response)
    assert "A return after a suspension" in page
    assert "Nobody by name: anonymous" in page


def test_the_same_form_twice_makes_one_entry(worker, cast):
    sent = answers(once_token="t" * 32)

    worker.post("/diary/schools/990001/add/", sent)
    worker.post("/diary/schools/990001/add/", sent)

    assert DiaryEntry.objects.count() == 1


def test_a_pupil_is_found_by_words_and_then_chosen(worker, cast):
    sam = EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan")).pupil
    EnrolmentFactory(school=cast.other, pupil=PupilFactory(forename="Sam", surname="Other"))
    words = answers(pupil_words="sam")

    asked = text_of(worker.post("/diary/schools/990001/add/", words))
    assert "Sam Rowan, Year 8, born 14 March 2013" in asked
    assert "Sam Other" not in asked
    assert not DiaryEntry.objects.exists()

    worker.post("/diary/schools/990001/add/", words | {"pupil": sam.reference})
    assert DiaryEntry.objects.get().pupil == sam
    assert Event.objects.filter(verb="pupil.search").exists()


def test_none_of_those_found_makes_an_anonymous_entry(worker, cast):
    EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam"))

    worker.post("/diary/schools/990001/add/", answers(pupil_words="sam", pupil="none"))

    assert DiaryEntry.objects.get().pupil is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ""}, "Choose what it was"),
        ({"kind": "party"}, "Choose what it was"),
        ({"asked": " "}, "Write what it was about"),
        ({"on_0": "31", "on_1": "2"}, "Enter a real day"),
        ({"on_2": "2027"}, "not in the future"),
        ({"on_2": ""}, "Enter"),
        ({"pupil_words": "Nobody Here"}, "No pupil on this school’s roll fits"),
        ({"only_link_workers": "on"}, "Say why the school should not read it"),
        (day("follow_up_by", TODAY - timedelta(days=1)), "on or after the day"),
        ({"asked": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_mistakes_come_back_with_how_to_mend_them(worker, cast, changes, words):
    if changes.get("kind") == "party":
        words = "Select a valid choice"

    response = worker.post("/diary/schools/990001/add/", answers(**changes))

    assert response.status_code == 200
    assert words in text_of(response)
    assert "Meet first" in text_of(response)
    assert not DiaryEntry.objects.exists()


def test_what_was_typed_is_shown_as_text_and_exported_as_text(worker, cast):
    worker.post("/diary/schools/990001/add/", answers(asked=NAUGHTY, with_whom="=cmd()"))

    shown = worker.get(DiaryEntry.objects.get().get_absolute_url())
    rows = worker.get("/diary/schools/990001/?export=csv")
    table = list(csv.reader(io.StringIO(b"".join(rows.streaming_content).decode("utf-8-sig"))))

    assert b"<script>alert(1)" not in shown.content
    assert dict(zip(*table, strict=True))["With"] == "'=cmd()"
    assert dict(zip(*table, strict=True))["What was asked"] == NAUGHTY
    assert Event.objects.filter(verb="diary.export", detail__rows=1).exists()


def test_an_internal_entry_is_no_page_for_the_school(as_person, cast):
    entry = DiaryEntryFactory(school=cast.own, audience=Audience.LINK_WORKERS)

    got = {
        name: as_person(name).get(entry.get_absolute_url()).status_code
        for name in ("dsl", "headteacher", "welfare_officer", "other_social_worker")
    }

    assert got == {"dsl": 404, "headteacher": 404, "welfare_officer": 200, "other_social_worker": 404}


def test_the_school_may_raise_a_concern_from_an_entry_and_link_workers_may_not(as_person, cast):
    url = DiaryEntryFactory(school=cast.own).get_absolute_url()

    assert "Raise a concern</a>" in text_of(as_person("dsl").get(url)).split("Worried about a child?")[-1]
    assert "Worried about a child?" not in text_of(as_person("lead_social_worker").get(url))
    assert "Correct this entry" not in text_of(as_person("dsl").get(url))


def test_days_are_planned_in_one_go_and_the_page_says_what_was_left_out(worker, cast):
    Closure.objects.create(on=date(2026, 12, 1), reason="INSET day", school=cast.own)
    sent = {"weekdays": ["1"], "sessions": "am"} | day("first", TODAY) | day("last", date(2026, 12, 18))

    response = worker.post("/diary/schools/990001/plan/", sent, follow=True)

    days = [date(2026, 11, 24), date(2026, 12, 8), date(2026, 12, 15)]
    assert list(DiaryEntry.objects.planned().order_by("on").values_list("on", flat=True)) == days
    assert "3 on-site days planned. Left out, no school day: Tue 1 Dec." in text_of(response)


def test_a_planned_day_is_written_up(worker, cast):
    entry = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, planned=True)
    base = entry.get_absolute_url()
    assert "Say how it went" in text_of(worker.get(base))

    worker.post(f"{base}happened/", {"sessions": "am", "asked": "Three pupils in lessons"})
    again = worker.post(f"{base}happened/", {"sessions": "am", "asked": "Again"})

    entry.refresh_from_db()
    assert (entry.state, entry.sessions) == (State.DONE, "am")
    assert "marked “Done”" in text_of(again)
    assert DiaryLine.objects.get().body == "Three pupils in lessons"


@pytest.mark.parametrize("verb", ["call-off", "follow-up", "correct"])
def test_an_empty_text_comes_back_and_nothing_happens(worker, cast, verb):
    kind = {"planned": True} if verb == "call-off" else {"follow_up_by": TODAY}
    entry = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, **kind)
    before = DiaryLine.objects.count()

    response = worker.post(f"{entry.get_absolute_url()}{verb}/", {})

    assert response.status_code == 200
    assert "There is a problem" in text_of(response)
    assert DiaryLine.objects.count() == before


def test_the_three_texts_that_come_later_are_added_below(worker, cast):
    planned = DiaryEntryFactory(
        school=cast.own, worker=cast.lead_social_worker, planned=True, on=date(2026, 11, 25)
    )
    due = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, follow_up_by=TODAY)

    worker.post(f"{planned.get_absolute_url()}call-off/", {"call_off-text": "A trip"})
    worker.post(f"{due.get_absolute_url()}follow-up/", {"follow_up-text": "Done so"})
    worker.post(f"{due.get_absolute_url()}correct/", {"correct-text": "It was the deputy"})

    assert list(planned.lines.values_list("part", "body")) == [(Part.NOT_HAPPENED, "A trip")]
    assert list(due.lines.values_list("part", "body"))[1:] == [
        (Part.FOLLOWED_UP, "Done so"),
        (Part.CORRECTION, "It was the deputy"),
    ]


def test_my_diary_shows_what_is_mine_overdue_first(worker, cast):
    mine = {"school": cast.own, "worker": cast.lead_social_worker}
    later = DiaryEntryFactory(**mine, on=date(2026, 11, 2), follow_up_by=date(2026, 11, 26))
    late = DiaryEntryFactory(**mine, on=date(2026, 11, 3), follow_up_by=date(2026, 11, 20))
    forgotten = DiaryEntryFactory(**mine, on=date(2026, 11, 17), planned=True)
    ahead = DiaryEntryFactory(**mine, on=date(2026, 12, 1), planned=True)
    others = DiaryEntryFactory(school=cast.own, follow_up_by=TODAY)

    page = text_of(worker.get("/diary/"))

    assert page.index(late.reference) < page.index(later.reference)
    assert "overdue 1 school day" in page
    assert "by Thu 26 Nov (3 school days left)" in page
    assert forgotten.reference in page.split("Planned days to write up (1)")[1]
    assert ahead.reference in page.split("Planned on-site days")[1]
    assert others.reference not in page


def test_a_schools_diary_is_filtered_and_written_down(worker, cast):
    mine = {"school": cast.own, "worker": cast.lead_social_worker}
    call = DiaryEntryFactory(**mine, kind=Kind.CALL)
    old = DiaryEntryFactory(**mine, on=date(2026, 5, 4))
    named = DiaryEntryFactory(**mine, pupil=EnrolmentFactory(school=cast.own).pupil)
    due = DiaryEntryFactory(school=cast.own, follow_up_by=TODAY)
    DiaryEntryFactory(school=cast.other)

    def found(query: str) -> set[str]:
        return set(
            re.findall(r"E-[0-9A-Z]{6}", worker.get(f"/diary/schools/990001/?{query}").content.decode())
        )

    everything = {e.reference for e in (call, old, named, due)}
    assert found("") == everything
    assert found("kind=call") == {call.reference}
    assert found("about=pupil") == {named.reference}
    assert found("about=anonymous") == everything - {named.reference}
    assert found("follow_up=open") == {due.reference}
    assert found("term=2026-08-01") == everything - {old.reference}
    assert found(f"worker={cast.lead_social_worker.reference}") == everything - {due.reference}
    assert found("worker=U-NOBODY&kind=x&term=1999") == set()
    assert Event.objects.filter(verb="diary.list", subjects__reference=named.reference).exists()


def test_the_week_counts_what_the_diary_holds(cast):
    mine = {"school": cast.own, "worker": cast.lead_social_worker}
    for on_site in ({"sessions": "both"}, {"sessions": "am", "on": date(2026, 11, 24)}):
        DiaryEntryFactory(**mine, on_site=True, **on_site)
    DiaryEntryFactory(**mine, on=date(2026, 11, 25), on_site=True, state=State.NOT_HAPPENED)
    DiaryEntryFactory(**mine, on=date(2026, 11, 26), planned=True)
    DiaryEntryFactory(**mine, kind=Kind.VISIT)
    DiaryEntryFactory(**mine, follow_up_by=date(2026, 11, 30))
    DiaryEntryFactory(**mine, pupil=EnrolmentFactory(school=cast.own).pupil, on=date(2026, 11, 29))
    DiaryEntryFactory(**mine, on=date(2026, 11, 22))
    DiaryEntryFactory(school=cast.other)

    assert figures(cast.own, TODAY) == {
        "contacts": 5,
        "visits": 1,
        "calls": 0,
        "emails": 0,
        "meetings": 0,
        "consultations_anonymous": 1,
        "consultations_about_a_pupil": 1,
        "on_site_sessions": 3,
        "on_site_not_happened": 1,
        "follow_ups_open": 1,
    }


def test_a_week_is_confirmed_in_one_click_and_stays_as_confirmed(as_person, cast, clock):
    browser, url = as_person("on_site_social_worker"), "/diary/schools/990001/weeks/2026/48/"
    DiaryEntryFactory(school=cast.own, kind=Kind.VISIT)

    browser.post(url, {"note": "A quiet week"})
    second = browser.post(url, {"note": "Again"})
    clock.shift(60)
    DiaryEntryFactory(school=cast.own, kind=Kind.VISIT)

    confirmed = WeeklyReturn.objects.get()
    assert (confirmed.monday, confirmed.note) == (TODAY, "A quiet week")
    assert confirmed.figures["visits"] == 1
    assert "confirmed this week already" in text_of(second)
    page = text_of(browser.get(url))
    assert "1 entry was written since and is not counted here" in page
    assert "Confirm this week" not in page


@pytest.mark.parametrize("week", ["2026/49", "2026/54", "2026/0", "1999/3", "99999/1"])
def test_a_week_to_come_or_no_week_at_all_is_no_page(worker, cast, week):
    assert worker.get(f"/diary/schools/990001/weeks/{week}/").status_code == 404


def test_returns_are_missing_for_school_weeks_of_the_term_since_the_link(cast, as_person):
    person = cast.on_site_social_worker
    cast.own.links.filter(user=person).update(starts_on=date(2026, 10, 29))
    for n in range(5):
        Closure.objects.create(on=date(2026, 11, 9) + timedelta(days=n), reason="Snow", school=cast.own)
    WeeklyReturn.objects.create(school=cast.own, monday=date(2026, 11, 2), figures={}, confirmed_by=person)

    assert [week.monday for week in missing_returns(person)] == [date(2026, 10, 26), date(2026, 11, 16)]
    assert missing_returns(cast.lead_social_worker) == []
    page = text_of(as_person("on_site_social_worker").get("/diary/returns/"))
    assert "Week of 16 November 2026" in page
    assert "9 November" not in page


def test_the_schools_not_seen_this_term_are_mine_or_of_my_area(as_person, cast):
    unseen = SchoolFactory(name="Unseen Primary")
    for person, capacity in (
        (cast.head_of_service, Role.HEAD_OF_SERVICE),
        (cast.lead_social_worker, Role.LEAD_SOCIAL_WORKER),
    ):
        LinkFactory(user=person, school=unseen, capacity=capacity)
    DiaryEntryFactory(school=cast.own)
    DiaryEntryFactory(school=unseen, on=date(2026, 7, 3))

    for name in ("head_of_service", "lead_social_worker"):
        page = text_of(as_person(name).get("/diary/not-seen/"))
        assert "Unseen Primary" in page
        assert "3 July 2026" in page
        assert cast.own.name not in page.split('id="results"')[1]
    assert "Unseen Primary" not in text_of(as_person("other_social_worker").get("/diary/not-seen/"))


def test_the_school_page_says_last_contact_next_day_and_what_is_open(cast):
    DiaryEntryFactory(school=cast.own, on=date(2026, 11, 19), follow_up_by=TODAY)
    DiaryEntryFactory(school=cast.own, on=date(2026, 11, 20), audience=Audience.LINK_WORKERS)
    DiaryEntryFactory(school=cast.own, on=date(2026, 11, 24), planned=True)

    def panel(name: str) -> str:
        request = RequestFactory().get("/")
        request.user = cast.people[name]
        panels = panels_for(request, "school", cast.own)
        return " ".join(" ".join(p.split()) for p in panels if ">Diary</h2>" in p)

    assert "Last contact 20 November 2026. Next on-site day 24 November 2026." in panel("lead_social_worker")
    assert "1 follow-up open" in panel("lead_social_worker")
    assert "/diary/schools/990001/add/" in panel("lead_social_worker")
    assert "Last contact 19 November 2026." in panel("dsl")
    assert "/add/" not in panel("dsl")
    assert panel("senco") == panel("other_social_worker") == panel("administrator") == ""


def test_entries_about_a_pupil_stand_in_the_chronology_of_those_who_may_read_them(cast):
    pupil = EnrolmentFactory(school=cast.own).pupil
    shared = DiaryEntryFactory(school=cast.own, pupil=pupil, asked="About a return")
    internal = DiaryEntryFactory(school=cast.own, pupil=pupil, audience=Audience.LINK_WORKERS)
    DiaryEntryFactory(school=cast.own)

    def told(name: str) -> set[str]:
        lines = chronology(cast.people[name], Pupil.objects.get(pk=pupil.pk), only=["diary"])
        return {line.reference for line in lines}

    assert told("dsl") == {shared.reference}
    assert told("welfare_officer") == {shared.reference, internal.reference}
    assert told("senco") == told("inclusion_officer") == set()
    (line,) = chronology(cast.dsl, pupil, only=["diary"])
    assert (line.title, line.text) == ("Consultation", "What was asked: About a return")


def test_open_follow_ups_are_work_that_is_handed_over(cast):
    entry = DiaryEntryFactory(
        school=cast.own, worker=cast.lead_social_worker, on=date(2026, 11, 2), follow_up_by=date(2026, 11, 9)
    )
    (held,) = [h for h in work_held(people=[cast.lead_social_worker.pk]) if h.kind.code == "follow_ups"]
    assert (held.count, held.late) == (1, 1)

    held.kind.hand_over(DiaryEntry.objects.all(), cast.deputy_social_worker, cast.head_of_service)

    entry.refresh_from_db()
    assert (entry.worker, entry.follow_up_with) == (cast.lead_social_worker, cast.deputy_social_worker)


@pytest.mark.parametrize(
    "path",
    [
        "/diary/",
        "/diary/schools/990001/",
        "/diary/schools/990001/?export=csv",
        "/diary/not-seen/",
        "/diary/add/",
    ],
)
def test_pages_cost_the_same_however_many_entries(as_person, cast, path, django_assert_num_queries):
    person, browser = cast.on_site_social_worker, as_person("on_site_social_worker")

    def more() -> None:
        school = SchoolFactory()
        LinkFactory(user=person, school=school, capacity=Role.LEAD_SOCIAL_WORKER)
        pupil = EnrolmentFactory(school=cast.own).pupil
        for n in range(2):
            DiaryEntryFactory(school=cast.own, worker=person, follow_up_by=TODAY, pupil=pupil)
            on = TODAY + timedelta(days=7 * DiaryEntry.objects.count() + n)
            DiaryEntryFactory(school=cast.own, worker=person, on=on, planned=True)

    def open_page() -> None:
        response = browser.get(path)
        if response.streaming:
            b"".join(response.streaming_content)

    more()
    open_page()
    with CaptureQueriesContext(connection) as context:
        open_page()
    first = len(context)  # the next request empties it
    more()
    more()
    open_page()

    with django_assert_num_queries(first):
        open_page()
