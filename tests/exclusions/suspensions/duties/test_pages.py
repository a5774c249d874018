"""The desk, a duty's page, late notices and the calendar feed."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar as CalendarFile

from exclusions.suspensions.duties.late import tell_of_late_duties, tell_of_soon_duties
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.models import Duty, DutyFeed
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.notices.models import Notice
from tests.factories import EnrolmentFactory, LinkFactory, SchoolFactory, UserFactory
from tests.factories.suspensions import SuspensionFactory

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 14)


def text_of(answer):
    return unescape(answer.content.decode())


def results(answer):
    return text_of(answer).split('id="results"')[1]


@pytest.fixture
def exclusion(cast):
    return owed_at(cast.own)


def owed_at(school, **more):
    pupil = EnrolmentFactory(school=school, pupil__born_on=date(2013, 5, 5)).pupil
    made = SuspensionFactory(school=school, pupil=pupil, starts_on=MONDAY, permanent=True, **more)
    derive_pupil(pupil, why="Recorded")
    return made


def duty_address(suspension, code):
    return reverse("suspensions:duty", args=[suspension.reference, code])


def done(on=MONDAY, **more):
    return {"on_0": on.day, "on_1": on.month, "on_2": on.year, "how": "email", "note": "", **more}


def test_the_desk_shows_what_is_open_where_one_may_read(cast, as_person, exclusion):
    elsewhere = owed_at(cast.other)
    address = reverse("suspensions:desk")

    officer = results(as_person("inclusion_officer").get(address))
    school = results(as_person("dsl").get(address))

    assert exclusion.reference in officer
    assert elsewhere.reference in officer
    assert exclusion.reference in school
    assert elsewhere.reference not in school
    assert "Tell the local authority: the exclusion" not in officer  # recording it did
    assert exclusion.pupil.surname not in officer


def test_the_virtual_school_head_sees_looked_after_pupils_only(cast, as_person, exclusion):
    in_care = owed_at(cast.other, looked_after="Y")
    shown = results(as_person("virtual_school_head").get(reverse("suspensions:desk")))

    assert in_care.reference in shown
    assert exclusion.reference not in shown
    assert as_person("virtual_school_head").get(duty_address(exclusion, "sixth_day")).status_code == 404


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"when": "overdue"}, "sixth_day"),
        ({"what": "board_meeting"}, "board_meeting"),
        ({"who": "board"}, "board_meeting"),
        ({"when": "done"}, "tell_authority"),
        ({"kind": "PERM"}, "sixth_day"),
    ],
)
def test_filters(cast, as_person, exclusion, filters, code):
    Duty.objects.exclude(code=code).update(school=cast.own)
    found = results(as_person("inclusion_officer").get(reverse("suspensions:desk"), filters))
    assert duty_address(exclusion, code) in found


def test_odd_filters_are_no_error(cast, as_person, exclusion):
    for filters in ({"school": "nowhere"}, {"when": "\0"}, {"who": "x"}, {"page": "-1"}):
        assert as_person("inclusion_officer").get(reverse("suspensions:desk"), filters).status_code == 200


def test_the_desk_asks_the_same_however_many_duties(cast, as_person, exclusion):
    browser, counts = as_person("inclusion_officer"), []
    for _ in range(2):
        browser.get(reverse("suspensions:desk"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("suspensions:desk"))
        counts.append(len(queries))
        for _ in range(4):
            owed_at(SchoolFactory())
    assert counts[0] == counts[1]


def test_a_duty_is_ticked_off_once_and_taken_back(cast, as_person, exclusion):
    browser, address = as_person("headteacher"), duty_address(exclusion, "tell_board")
    page = text_of(browser.get(address))
    assert "SI 2012/1033" in page
    assert "It is a permanent exclusion." in page

    for _ in range(2):
        assert browser.post(address, done(once_token="a", note="Clerk")).status_code == 302

    duty = Duty.objects.get(suspension=exclusion, code="tell_board")
    assert (duty.done_on, duty.done_by, duty.done_note) == (MONDAY, cast.headteacher, "Clerk")
    assert Event.objects.filter(verb="duty.done").count() == 1
    assert "Write why" in text_of(browser.post(address, {"because": " "}))
    assert browser.post(address, {"because": "Wrong record"}).status_code == 302
    duty.refresh_from_db()
    assert duty.is_open


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on_1": "13"}, "Enter a real day"),
        ({"on_2": "2090"}, "not in the future"),
        ({"on_2": "2020"}, "it was decided then"),
        ({"how": ""}, "Choose how it was done"),
    ],
)
def test_mistakes_are_named_and_kept(cast, as_person, exclusion, wrong, words):
    answer = as_person("dsl").post(duty_address(exclusion, "section_104"), done(note="Kept words", **wrong))
    assert words in text_of(answer)
    assert "Kept words" in text_of(answer)


def test_a_school_does_not_tick_off_what_the_authority_owes(cast, as_person, exclusion):
    address = duty_address(exclusion, "sixth_day")
    assert "It is done" not in text_of(as_person("dsl").get(address))
    assert as_person("dsl").post(address, done()).status_code == 403
    assert as_person("lead_social_worker").post(address, done()).status_code == 403
    assert as_person("inclusion_officer").post(address, done()).status_code == 302


def test_the_record_shows_what_must_happen(cast, as_person, exclusion):
    page = text_of(as_person("dsl").get(exclusion.get_absolute_url()))
    assert "What must happen" in page
    assert "Arrange suitable full-time education" in page
    assert "late" in page


def test_owners_are_told_once_of_what_is_late(cast, exclusion):
    assert tell_of_late_duties() == 1
    assert tell_of_late_duties() == 0

    told = Notice.objects.filter(kind="suspension.late")
    assert {notice.user for notice in told} == {cast.headteacher, cast.dsl, cast.inclusion_officer}
    assert all(notice.text.startswith(exclusion.reference) for notice in told)
    assert not any(exclusion.pupil.surname in notice.text for notice in told)


def test_owners_are_told_once_of_what_is_near(cast, exclusion):
    today = timezone.localdate()
    Duty.objects.filter(suspension=exclusion).update(by=today + 30 * DAY)
    meeting = Duty.objects.filter(suspension=exclusion, code="board_meeting")
    meeting.update(by=today + 4 * DAY)
    assert tell_of_soon_duties() == 0

    meeting.update(by=today + 3 * DAY)
    assert tell_of_soon_duties() == 1
    assert tell_of_soon_duties() == 0

    told = Notice.objects.filter(kind="suspension.soon")
    assert {notice.user for notice in told} == {cast.headteacher, cast.dsl}
    assert {notice.text for notice in told} == {f"{exclusion.reference}: 1 duty is due within three days."}


def test_reports_of_a_term_and_what_is_done_are_not_announced(cast, exclusion):
    today = timezone.localdate()
    meeting = Duty.objects.get(suspension=exclusion, code="board_meeting")
    Duty.objects.filter(suspension=exclusion).update(by=today + 30 * DAY)
    only = Duty.objects.filter(pk=meeting.pk)
    only.update(by=today, done_on=today, done_at=timezone.now())
    assert tell_of_soon_duties() == 0

    only.update(done_on=None, done_at=None, code="report_board")
    assert tell_of_soon_duties() == 0

    only.update(code="board_meeting")
    assert tell_of_soon_duties() == 1


def feed_address(browser):
    page = text_of(browser.post(reverse("suspensions:calendar")))
    return page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")


def test_the_boards_deadline_stands_in_the_calendar(cast, as_person, client, exclusion):
    owed_at(cast.other)
    address = feed_address(as_person("headteacher"))
    meeting = Duty.objects.get(suspension=exclusion, code="board_meeting")

    answer = client.get(address)
    events = {str(e["uid"]).split("-")[-1]: e for e in CalendarFile.from_ical(answer.content).walk("VEVENT")}

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    entry = next(e for e in events.values() if "decide whether to reinstate" in e["summary"])
    assert entry["dtstart"].dt == meeting.by
    assert cast.other.name.encode() not in answer.content
    assert exclusion.pupil.surname.encode() not in answer.content
    assert exclusion.pupil.forename.encode() not in answer.content
    assert Event.objects.filter(verb="duty_feed.read").count() == 1


def test_a_calendar_address_is_renewed_closed_and_ends_with_access(cast, as_person, client, exclusion):
    browser = as_person("headteacher")
    old, new = feed_address(browser), feed_address(browser)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200

    cast.headteacher.is_active = False
    cast.headteacher.save()
    assert client.get(new).status_code == 404
    cast.headteacher.is_active = True
    cast.headteacher.save()

    browser = as_person("headteacher")
    browser.post(reverse("suspensions:calendar"), {"close": "yes"})
    assert client.get(new).status_code == 404
    assert not DutyFeed.objects.exists()
    assert browser.post(reverse("suspensions:calendar"), {"close": "yes"}).status_code == 302


def test_the_feed_writes_at_most_once_an_hour(cast, as_person, client, exclusion):
    address = feed_address(as_person("headteacher"))
    client.get(address)
    read_at = DutyFeed.objects.get().read_at
    client.get(address)
    assert DutyFeed.objects.get().read_at == read_at
    DutyFeed.objects.update(read_at=timezone.now() - timedelta(hours=2))
    client.get(address)
    assert DutyFeed.objects.get().read_at > read_at


def test_a_stand_ins_feed_ends_with_their_link(cast, client, as_person):
    person = UserFactory()
    link = LinkFactory(user=person, school=cast.own, capacity=Role.DSL, ends_on=timezone.localdate())
    owed_at(cast.own)
    client.force_login(person)
    address = feed_address(client)
    client.logout()
    assert b"VEVENT" in client.get(address).content
    link.ends_on = timezone.localdate() - DAY
    link.starts_on = link.ends_on - DAY
    link.save()
    assert b"VEVENT" not in client.get(address).content


def test_parts_of_a_day_do_not_hide_the_return(cast, as_person):
    pupil = EnrolmentFactory(school=cast.own, pupil__born_on=date(2013, 5, 5)).pupil
    SuspensionFactory(school=cast.own, pupil=pupil, starts_on=MONDAY, parts={MONDAY: DayPart.MORNING})
    derive_pupil(pupil, why="Recorded")
    assert Duty.objects.get(code="reintegration").by == MONDAY + DAY
