"""Part-time timetables and the meetings about a return after suspension."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from exclusions.measures.enums import State
from exclusions.measures.models import Meeting, Timetable
from exclusions.measures.services import take_step
from exclusions.risk.models import Alert
from exclusions.risk.services import find_alerts
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import Duty
from portal.core.errors import Refused
from tests.exclusions.measures.conftest import on
from tests.factories import EnrolmentFactory, SuspensionFactory, TimetableFactory

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


# --- Part-time timetables ---


def part_time(**more):
    content = {
        "reason": "anxiety",
        "reasons": "An hour more every week.",
        "sessions_a_week": "5",
        "pattern": "every morning",
        **on("starts_on", date(2026, 11, 23)),
        **on("planned_end_on", date(2026, 12, 18)),
        **on("review_on", date(2026, 12, 7)),
        "agreed_by": "Mother",
        **on("agreed_on", date(2026, 11, 18)),
    }
    return {**content, **more}


@pytest.fixture
def part_time_url(cast, pupil):
    return reverse("measures:new", args=["timetables", pupil.reference, cast.own.urn])


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"reason": "behaviour"}, "Choose the need from the list"),
        ({"sessions_a_week": "10"}, "Ten sessions are a full week"),
        ({"sessions_a_week": "half"}, "Enter a whole number of sessions"),
        ({"agreed_by": ""}, "without the parents’ agreement it may not be"),
        (on("agreed_on", date(2026, 11, 20)), "not in the future"),
        (on("review_on", date(2027, 1, 8)), "The first review lies between"),
        ({"planned_end_on_0": ""}, "Enter the day, month and year"),
    ],
)
def test_never_a_sanction_never_without_agreement_never_for_ever(as_person, part_time_url, changed, error):
    answer = as_person("headteacher").post(part_time_url, part_time(**changed))

    assert error in answer.content.decode()
    assert not Timetable.objects.exists()


def test_reviewed_on_agreed_days_and_back_to_full_time(cast, as_person, part_time_url):
    as_person("headteacher").post(part_time_url, part_time())
    timetable = Timetable.objects.get()
    assert timetable.next_due_on == date(2026, 12, 7)

    def take(verb, day, **given):
        timetable.refresh_from_db()
        take_step(
            measure=timetable, verb=verb, on=day, by=cast.dsl, seen_revision=timetable.revision, **given
        )
        timetable.refresh_from_db()

    with pytest.raises(Refused, match="lie after this review"):
        take("review", TODAY, note="Good.", extras={"attended": "Mother", "next_review": TODAY})
    take("review", TODAY, note="Good.", extras={"attended": "Mother", "next_review": date(2026, 12, 11)})
    assert timetable.next_due_on == date(2026, 12, 11)
    take("review", TODAY, note="Good.", extras={"attended": "Mother"})
    assert timetable.next_due_on == date(2026, 12, 18)
    take("end", TODAY, extras={"outcome": "full"})
    assert (timetable.state, timetable.ended_on, timetable.next_due_on) == (State.ENDED, TODAY, None)


def test_an_alert_after_six_weeks(cast, pupil):
    # Six weeks before Thursday 19 November are Thursday 8 October.
    long = TimetableFactory(school=cast.own, pupil=pupil, starts_on=date(2026, 10, 7))
    TimetableFactory(school=cast.own, starts_on=date(2026, 10, 8))
    TimetableFactory(school=cast.own, starts_on=date(2026, 9, 7), state=State.ENDED)

    find_alerts(TODAY)

    (alert,) = Alert.objects.filter(rule="part_time_long")
    assert (alert.pupil, alert.reasons) == (pupil, [f"Part-time since 7 October 2026, {long.reference}"])


# --- Meetings ---


@pytest.fixture
def suspension(cast, pupil):
    """Monday the 16th; back on the Tuesday, so the meeting is aimed for by the Wednesday."""
    suspension = SuspensionFactory(school=cast.own, pupil=pupil)
    derive_pupil(pupil, why="Recorded")
    return suspension


def met(after, **more):
    content = {
        "suspension": after.reference,
        **on("starts_on", date(2026, 11, 17)),
        **on("invited_on", date(2026, 11, 16)),
        "parents_came": "no",
        "attended": "Pupil, head of year",
        "pupil_view": "I would like another seat.",
        "adjustments": "Another seat.",
        "named_adult": "Ms Hale",
        **on("review_on", date(2026, 12, 1)),
    }
    return {**content, **more}


@pytest.fixture
def meeting_url(cast, pupil):
    return reverse("measures:new", args=["meetings", pupil.reference, cast.own.urn])


@pytest.mark.parametrize(("held_on", "in_time"), [(17, True), (18, True), (19, False)])
def test_a_meeting_carries_the_duty_out_and_shows_with_the_suspension(
    cast, as_person, suspension, meeting_url, held_on, in_time
):
    browser = as_person("dsl")
    before = browser.get(suspension.get_absolute_url()).content.decode()
    chosen = browser.get(meeting_url, {"suspension": suspension.reference}).content.decode()
    browser.post(meeting_url, met(suspension, **on("starts_on", date(2026, 11, held_on))))

    meeting = Meeting.objects.get()
    assert "None is recorded yet." in before
    assert f'value="{suspension.reference}" selected' in chosen
    assert (meeting.due_on, meeting.is_in_time) == (date(2026, 11, 18), in_time)
    duty = Duty.objects.get(suspension=suspension, code="reintegration")
    assert (duty.done_on, duty.done_how, duty.done_note) == (meeting.starts_on, "meeting", meeting.reference)
    after = browser.get(suspension.get_absolute_url()).content.decode()
    assert meeting.reference in after
    assert ("Later than aimed for" in after) == (not in_time)
    assert meeting.next_due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"suspension": "S-NONE99"}, "Select a valid choice"),
        (on("starts_on", date(2026, 11, 20)), "recorded once it was held"),
        (on("starts_on", date(2026, 11, 13)), "The meeting follows the suspension"),
        (on("invited_on", date(2026, 11, 18)), "The parents are invited before the meeting"),
        (on("review_on", date(2026, 11, 16)), "It is looked at again after the meeting"),
        ({"named_adult": ""}, "Enter the adult to whom the pupil can go"),
        ({"parents_came": ""}, "Say whether the parents came"),
    ],
)
def test_what_cannot_be_is_named(as_person, suspension, meeting_url, changed, error):
    answer = as_person("dsl").post(meeting_url, met(suspension, **changed))

    assert error in answer.content.decode()
    assert not Meeting.objects.exists()


def test_one_meeting_for_a_suspension_and_none_of_another_pupils(cast, as_person, suspension, meeting_url):
    browser = as_person("dsl")
    browser.post(meeting_url, met(suspension))
    elsewhere = SuspensionFactory(school=cast.own, pupil=EnrolmentFactory(school=cast.own).pupil)

    again = browser.post(meeting_url, met(suspension))
    foreign = browser.post(meeting_url, met(elsewhere))

    assert "is recorded already" in again.content.decode()
    assert "Select a valid choice" in foreign.content.decode()
    assert Meeting.objects.count() == 1


def test_late_returns_are_one_link_away(as_person, suspension):
    page = as_person("dsl").get(reverse("measures:list", args=["meetings"])).content.decode()

    assert "/suspensions/duties/?what=reintegration&amp;when=overdue" in page
