"""The private link of an invited person outside the portal, the calendar entry, and the email with both.

The link holds the invitee's random reference and a signature; nothing of it is stored. It shows a reference,
dates and a place, and takes answers: never a child's name, school record or minutes.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar as CalendarFile
from icalendar import Event, vCalAddress

from exclusions.meetings.enums import MeetingState
from exclusions.meetings.models import Invitee, Meeting

SIGNER = Signer(salt="meetings.invitation", sep="~")
# The link is of use until the day after the meeting.
OPEN_AFTER = timedelta(days=1)


def code_of(invitee: Invitee) -> str:
    """What stands in the private link."""
    return SIGNER.signature(invitee.reference)


def invitee_of(reference: str, code: str) -> Invitee | None:
    """Whose link it is; None for one that nobody was sent. Keys that were replaced still open theirs."""
    try:
        SIGNER.unsign(f"{reference}{SIGNER.sep}{code}")
    except BadSignature:
        return None
    rows = Invitee.objects.exclude(email="").select_related("meeting__chair")
    return rows.filter(reference=reference).first()


def is_open(invitee: Invitee) -> bool:
    """Whether the link still leads anywhere."""
    meeting = invitee.meeting
    if invitee.is_off or not meeting.is_open:
        return False
    return meeting.ends_at is None or meeting.ends_at + OPEN_AFTER > timezone.now()


def link_of(invitee: Invitee) -> str:
    path = reverse("meetings:invitation", args=[invitee.reference, code_of(invitee)])
    return f"{settings.SITE_URL}{path}"


def calendar_file(meeting: Meeting, *, email: str = "", link: str = "", is_off: bool = False) -> bytes:
    """The meeting as an iCalendar file (RFC 5545): reference, place and time, no child.

    `email` is the invited person's, for whom it is a request; without one it is published. `is_off` cancels
    the entry, as a cancelled meeting does.
    """
    is_off = is_off or meeting.state == MeetingState.CANCELLED
    method = "CANCEL" if is_off else "REQUEST" if email else "PUBLISH"
    calendar = CalendarFile()
    calendar.add("prodid", f"-//{settings.AUTHORITY['name']}//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(meeting, email, link, is_off=is_off))
    return calendar.to_ical()


def _event(meeting: Meeting, email: str, link: str, *, is_off: bool) -> Event:
    event = Event()
    event.add("uid", f"{meeting.reference}@{settings.AUTHORITY['name']}".replace(" ", "-"))
    # A person who is taken off hears of it with a number above the one they were sent.
    event.add("sequence", meeting.sequence + (is_off and meeting.state != MeetingState.CANCELLED))
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"Meeting {meeting.reference}")
    event.add("location", meeting.place or "By video call")
    event.add("url", link or f"{settings.SITE_URL}{meeting.get_absolute_url()}")
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{meeting.chair.email}"))
    if email:
        event.add("attendee", vCalAddress(f"mailto:{email}"))
    return event


def email_to(invitee: Invitee) -> EmailMessage:
    """What an outside person is sent now: to answer dates, the date that is fixed, or that it is off."""
    meeting = invitee.meeting
    is_off = invitee.is_off or meeting.state == MeetingState.CANCELLED
    link = link_of(invitee)
    context = {
        "meeting": meeting,
        "invitee": invitee,
        "is_off": is_off,
        "link": link,
        "authority": settings.AUTHORITY,
    }
    message = EmailMessage(
        subject=f"Meeting {meeting.reference}{': cancelled' if is_off else ''}",
        body=render_to_string("meetings/invitation.txt", context),
        to=[invitee.email],
        reply_to=[meeting.chair.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if meeting.starts_at:
        entry = calendar_file(meeting, email=invitee.email, link=link, is_off=is_off)
        kind = "CANCEL" if is_off else "REQUEST"
        message.attach(f"{meeting.reference}.ics", entry.decode(), f"text/calendar; method={kind}")
    return message
