"""An officer works the desk of duties; the day of the board’s meeting stands in a head’s calendar."""

from datetime import date

from icalendar import Calendar as CalendarFile

from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import Duty
from tests.factories import EnrolmentFactory
from tests.factories.suspensions import SuspensionFactory
from tests.journeys.conftest import DESK, JOURNEY, PHONE

pytestmark = JOURNEY


def test_an_officer_works_the_desk(committed_cast, at_browser):
    cast = committed_cast
    pupil = EnrolmentFactory(school=cast.own, pupil__born_on=date(2013, 5, 5)).pupil
    exclusion = SuspensionFactory(school=cast.own, pupil=pupil, starts_on=date(2026, 9, 14), permanent=True)
    derive_pupil(pupil, why="Recorded")

    officer = at_browser(cast.inclusion_officer, DESK)
    officer.clicks("link", "Suspensions")
    officer.clicks("link", "What must happen: duties by day")
    officer.clicks("link", "1 education from day 6 to find")
    officer.sees(exclusion.reference)
    officer.clicks("link", "Duties", exact=True)
    officer.clicks("link", "Arrange suitable full-time education")
    officer.sees("It is a permanent exclusion")
    officer.page.get_by_label("At a meeting").check()
    officer.page.get_by_label("Anything to add").fill("A place at the pupil referral unit.")
    officer.clicks("button", "It is done")
    officer.sees("It is written down.")
    assert Duty.objects.get(suspension=exclusion, code="sixth_day").done_by == cast.inclusion_officer

    head = at_browser(cast.headteacher, PHONE)
    head.opens("/suspensions/duties/calendar/")
    head.clicks("button", "Make my calendar address")
    address = head.page.locator("code").inner_text()
    feed = CalendarFile.from_ical(head.page.request.get(address).body())
    meeting = Duty.objects.get(suspension=exclusion, code="board_meeting")
    days = {str(event["summary"]): event["dtstart"].dt for event in feed.walk("VEVENT")}
    assert days[f"{exclusion.reference}: {meeting.what}"] == meeting.by
    assert not any(pupil.surname in summary for summary in days)
