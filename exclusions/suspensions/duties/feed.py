"""Duties in a person's own calendar: dates, references and schools, never a child (RFC 5545)."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from icalendar import Calendar as CalendarFile
from icalendar import Event

from exclusions.suspensions.models import Duty, DutyFeed, DutyQuerySet
from exclusions.suspensions.models.duties import LATE_CLOCKS
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.digests import digest_of
from portal.core.errors import WrongState
from schools.links.standing import standing_of

# A calendar asks every hour or so; noting each time would be a write on every read.
NOTED_EVERY = timedelta(hours=1)
# The most urgent: no calendar shows more to any purpose.
MOST = 1_000
READ_AGAIN = timedelta(hours=1)


@transaction.atomic
def open_feed(user: User) -> str:
    """A new key of somebody's feed, for this once in words; the address before it closes."""
    key = secrets.token_urlsafe(32)
    DutyFeed.objects.update_or_create(
        user=user, defaults={"digest": digest_of(key), "made_at": timezone.now(), "read_at": None}
    )
    _audit(user, "duty_feed.open")
    return key


@transaction.atomic
def close_feed(user: User) -> None:
    """Close the address. Raises WrongState where there is none."""
    deleted, _ = DutyFeed.objects.filter(user=user).delete()
    if not deleted:
        raise WrongState("There is no calendar address to close.")
    _audit(user, "duty_feed.close")


def feed_of(key: str) -> DutyFeed | None:
    """The feed that a key opens, while its person may sign in.

    Looked up by digest: the key is random enough that nobody learns anything from the time it takes.
    """
    feeds = DutyFeed.objects.filter(digest=digest_of(key), user__is_active=True)
    return feeds.select_related("user").first()


def note_reading(feed: DutyFeed) -> None:
    """Remember that a calendar asked, at most once an hour, and write down that the dates were shown."""
    now = timezone.now()
    if feed.read_at is None or now - feed.read_at > NOTED_EVERY:
        DutyFeed.objects.filter(pk=feed.pk).update(read_at=now)
        record(
            by=feed.user,
            kind=Kind.EXPORT,
            verb="duty_feed.read",
            capacity=standing_of(feed.user).capacity(),
        )


def duties_of(user: User) -> DutyQuerySet:
    """What stands in the feed: open duties with a day that this person may read, the most urgent first."""
    rows = Duty.objects.visible_to(user).open().filter(clock__in=LATE_CLOCKS).exclude(by=None)
    return rows.select_related("suspension", "school").order_by(F("by"), "pk")[:MOST]


def written(user: User) -> bytes:
    """The feed as an iCalendar file: one day-long event a duty."""
    calendar = CalendarFile()
    calendar.add("prodid", f"-//{settings.AUTHORITY['name']}//Duties//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Duties after exclusions")
    calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
    for duty in duties_of(user):
        calendar.add_component(_event(duty))
    return calendar.to_ical()


def _event(duty: Duty) -> Event:
    event = Event()
    event.add(
        "uid", f"{duty.suspension.reference}-{duty.code}@{settings.AUTHORITY['name']}".replace(" ", "-")
    )
    event.add("dtstamp", duty.derived_at)
    event.add("dtstart", duty.by)
    event.add("summary", f"{duty.suspension.reference}: {duty.what}")
    event.add("location", duty.school.name)
    event.add("description", f"{duty.get_who_display()}, {duty.clock}. {duty.source}")
    event.add("url", f"{settings.SITE_URL}{duty.get_absolute_url()}")
    event.add("transp", "TRANSPARENT")
    return event


def _audit(user: User, verb: str) -> None:
    record(by=user, kind=Kind.CHANGE, verb=verb, capacity=standing_of(user).capacity())
