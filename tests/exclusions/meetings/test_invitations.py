"""The private link, the calendar entry and the email of somebody outside the portal."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from exclusions.meetings import mailing, services
from exclusions.meetings.invitations import calendar_file, code_of, invitee_of
from exclusions.meetings.models import DateAnswer, Invitee
from portal.audit.enums import Kind
from portal.audit.models import Event
from portal.notices.sending import BACKOFF_MINUTES
from tests.factories import InviteeFactory


@pytest.fixture
def guest(seeking):
    return InviteeFactory(meeting=seeking)


def address(invitee, name="invitation", code=None):
    return reverse(f"meetings:{name}", args=[invitee.reference, code or code_of(invitee)])


def entry_of(message):
    ((name, content, kind),) = message.attachments
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return name, kind, calendar["METHOD"], int(event["SEQUENCE"]), str(event["STATUS"]), str(event["UID"])


def test_the_link_shows_reference_dates_and_place_and_nothing_of_the_child(guest):
    child = guest.meeting.case.pupil

    page = Client().get(address(guest))

    shown = page.content.decode()
    assert page.status_code == 200
    assert all(words in shown for words in (guest.meeting.reference, "Room 4", "Kim Noor"))
    hidden = (child.forename, child.surname, child.reference, guest.meeting.case.reference)
    assert [words for words in (*hidden, guest.meeting.school.name) if words in shown] == []


def test_answers_by_link_are_saved_and_may_be_changed(guest):
    first, second = guest.meeting.dates.all()

    for says in ("no", "yes"):
        Client().post(address(guest), {f"date_{first.pk}": says, f"date_{second.pk}": "if_need_be"})

    assert list(DateAnswer.objects.values_list("date", "says")) == [
        (first.pk, "yes"),
        (second.pk, "if_need_be"),
    ]


def test_an_answer_that_is_none_is_named_and_nothing_is_saved(guest):
    first, _ = guest.meeting.dates.all()

    page = Client().post(address(guest), {f"date_{first.pk}": "perhaps \x00"})

    assert page.status_code == 200
    assert b"There is a problem" in page.content
    assert DateAnswer.objects.count() == 0


@pytest.mark.parametrize("code", ["wrong", "a~b", "%00"])
def test_a_code_that_nobody_was_sent_opens_nothing(guest, code):
    assert Client().get(address(guest, code=code)).status_code == 404


def test_the_code_of_one_opens_no_others_and_people_with_accounts_have_none(cast, guest):
    other = InviteeFactory(meeting=guest.meeting, name="Lou")
    member = InviteeFactory(meeting=guest.meeting, user=cast.dsl, email="")

    assert invitee_of(other.reference, code_of(guest)) is None
    assert invitee_of(member.reference, code_of(member)) is None


def test_the_link_ends_when_the_meeting_is_over_or_the_person_is_taken_off(guest, fixed):
    late = InviteeFactory(meeting=fixed)
    assert Client().get(address(late)).status_code == 200
    fixed.starts_at = timezone.now() - timedelta(days=2)
    fixed.save()
    services.take_off(meeting=guest.meeting, invitee=guest, by=guest.meeting.chair)

    assert [Client().get(address(one)).status_code for one in (late, guest)] == [410, 410]
    assert Client().get(address(late, "invitation_entry")).status_code == 404


def test_each_change_is_a_new_sequence_of_one_entry(guest, django_capture_on_commit_callbacks):
    meeting = guest.meeting
    first, second = (date.starts_at for date in meeting.dates.all())
    with django_capture_on_commit_callbacks(execute=True):
        meeting = services.fix_date(meeting=meeting, at=first, by=meeting.chair, seen_revision=1)
        fixed_at = meeting.revision
    with django_capture_on_commit_callbacks(execute=True):
        services.fix_date(meeting=meeting, at=second, by=meeting.chair, seen_revision=fixed_at)
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel_meeting(meeting=meeting, because="No need any more.", by=meeting.chair)

    uid, name = f"{meeting.reference}@Northmere-Council", f"{meeting.reference}.ics"
    found = [entry_of(message) for message in mail.outbox]
    assert [one[:5] for one in found] == [
        (name, "text/calendar; method=REQUEST", "REQUEST", 1, "CONFIRMED"),
        (name, "text/calendar; method=REQUEST", "REQUEST", 2, "CONFIRMED"),
        (name, "text/calendar; method=CANCEL", "CANCEL", 3, "CANCELLED"),
    ]
    assert len({one[5] for one in found}) == 1
    assert found[0][5].startswith(uid.split("@")[0])


def test_who_is_taken_off_after_being_told_gets_a_cancellation(fixed, django_capture_on_commit_callbacks):
    guest = InviteeFactory(meeting=fixed, told_sequence=0)

    with django_capture_on_commit_callbacks(execute=True):
        services.take_off(meeting=fixed, invitee=guest, by=fixed.chair)

    assert entry_of(mail.outbox[0])[2:5] == ("CANCEL", 1, "CANCELLED")


def test_an_email_that_fails_is_owed_and_tried_again_once_its_time_has_come(guest, monkeypatch):
    Invitee.objects.update(mail_next_at=timezone.now())

    class DeadServer(Exception):
        pass

    def fail(self, *args, **kwargs):
        raise DeadServer

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fail)
        assert mailing.send_owed() == 1
    guest.refresh_from_db()
    assert (guest.mail_error, guest.mail_attempts, guest.told_at) == ("DeadServer", 1, None)
    assert mailing.send_owed() == 0

    Invitee.objects.update(mail_next_at=timezone.now())
    assert mailing.send_owed() == 1
    guest.refresh_from_db()
    assert (guest.mail_error, guest.mail_next_at, guest.told_sequence) == ("", None, 0)
    assert [message.to for message in mail.outbox] == [["kim@clinic.example"]]


def test_administrators_see_what_has_not_arrived_and_have_it_tried_again(
    guest, as_person, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.portal.notices.dead.DeadMailServer"
    Invitee.objects.update(mail_next_at=timezone.now())
    for _ in range(len(BACKOFF_MINUTES) + 1):
        mailing.send_owed()
        Invitee.objects.exclude(mail_next_at=None).update(mail_next_at=timezone.now())
    guest.refresh_from_db()
    assert (guest.mail_next_at, guest.told_at) == (None, None)
    browser = as_person("administrator")

    page = browser.get(reverse("notices:outbox")).text
    shown = (guest.meeting.reference, guest.get_agency_display(), "ConnectionRefusedError", "given up")
    assert [words for words in shown if words not in page] == []
    hidden = (guest.name, guest.email, guest.meeting.case.reference, guest.meeting.school.name)
    assert [words for words in hidden if words in page] == []

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    again = reverse("notices:retry_outside", args=["meetings", guest.reference])
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(again).status_code == 302

    assert [message.to for message in mail.outbox] == [[guest.email]]
    assert Event.objects.get(verb="delivery.retry").kind == Kind.CHANGE
    assert guest.meeting.reference not in browser.get(reverse("notices:outbox")).text
    assert browser.post(again).status_code == 404
    assert browser.post(again.replace("meetings", "nobody")).status_code == 404


def test_the_entry_for_ones_own_calendar_names_no_child(as_person, fixed):
    response = as_person("dsl").get(reverse("meetings:calendar_entry", args=[fixed.reference]))

    entry = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert f"SUMMARY:Meeting {fixed.reference}" in entry
    assert fixed.case.pupil.surname not in entry
    assert calendar_file(fixed).splitlines()[3] == b"METHOD:PUBLISH"
