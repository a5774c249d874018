"""The weekly return of a school: what happened there in a week, in counts, confirmed by a worker."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from linkworkers.diary.enums import Kind, Sessions, State
from linkworkers.diary.models import DiaryEntry, WeeklyReturn
from linkworkers.diary.queries import term_starts
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.enums import Kind as Act
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.calendars.services import prepare_calendars
from schools.links.models import Link
from schools.links.standing import standing_of
from schools.register.models import School

WEEK, FRIDAY = timedelta(days=7), timedelta(days=4)
LABELS = {
    "contacts": "Contacts of any kind",
    "visits": "Visits",
    "calls": "Phone calls",
    "emails": "Email exchanges",
    "meetings": "Meetings",
    "consultations_anonymous": "Consultations without a name",
    "consultations_about_a_pupil": "Consultations about a pupil",
    "on_site_sessions": "On-site sessions (half days)",
    "on_site_not_happened": "On-site days that did not happen",
    "follow_ups_open": "Follow-ups still open",
}


class Week(NamedTuple):
    """A school and the Monday of a week."""

    school: School
    monday: date

    @property
    def friday(self) -> date:
        return self.monday + FRIDAY


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_path(school: School, monday: date) -> str:
    """Where the return of a week stands; weeks are counted as ISO 8601 does."""
    year, week, _ = monday.isocalendar()
    return reverse("diary:week", args=[school.urn, year, week])


def figures(school: School, monday: date) -> dict[str, int]:
    """What the diary of a school holds for a week, by the keys of LABELS, in one query."""
    of_week = DiaryEntry.objects.filter(school=school).between(monday, monday + timedelta(days=6))
    entries = list(of_week.only("kind", "state", "sessions", "pupil", "follow_up_by", "followed_up_at"))
    done = [entry for entry in entries if entry.state == State.DONE]
    kinds = Counter(entry.kind for entry in done)
    named = sum(entry.kind == Kind.CONSULTATION and entry.pupil_id is not None for entry in done)
    days = [entry for entry in done if entry.kind == Kind.ON_SITE]
    counts = (
        len(done),
        kinds[Kind.VISIT],
        kinds[Kind.CALL],
        kinds[Kind.EMAIL],
        kinds[Kind.MEETING],
        kinds[Kind.CONSULTATION] - named,
        named,
        sum(2 if entry.sessions == Sessions.BOTH else 1 for entry in days),
        sum(entry.state == State.NOT_HAPPENED for entry in entries),
        sum(entry.has_open_follow_up for entry in done),
    )
    return dict(zip(LABELS, counts, strict=True))


def still_planned(school: School, monday: date) -> int:
    """Planned days of the week that nobody has written up yet."""
    return (
        DiaryEntry.objects.planned()
        .filter(school=school)
        .between(monday, min(monday + timedelta(days=6), timezone.localdate()))
        .count()
    )


@transaction.atomic
def confirm_week(*, school: School, monday: date, note: str, by: User) -> WeeklyReturn:
    """Confirm what happened in a week, as the diary has it now. The counts stay as confirmed.

    Raises Refused for a day that is no Monday or a week to come, WrongState where it is confirmed.
    """
    if monday.weekday() or monday > timezone.localdate():
        raise Refused("Only a week that has begun can be confirmed.")
    try:
        with transaction.atomic():
            confirmed = WeeklyReturn.objects.create(
                school=school,
                monday=monday,
                figures=figures(school, monday),
                note=note.replace("\0", ""),
                confirmed_by=by,
            )
    except IntegrityError:
        raise WrongState("Somebody has confirmed this week already.") from None
    record(
        by=by,
        kind=Act.CHANGE,
        verb="diary.confirm_week",
        about=[str(school.urn)],
        capacity=standing_of(by).capacity(school.pk),
        detail={"monday": monday.isoformat()},
    )
    return confirmed


def missing_returns(user: User, on: date | None = None) -> list[Week]:
    """Weeks of this term that are over and that this on-site social worker has not confirmed, oldest first.

    Weeks without a school day, and those before their link, are not expected. Constant in queries.
    """
    today = on or timezone.localdate()
    on_site = Link.objects.active(today).filter(user=user, capacity=Role.ON_SITE_SOCIAL_WORKER)
    links = list(on_site.select_related("school"))
    if not links:
        return []
    schools = {link.school_id for link in links}
    calendars, starts = prepare_calendars(schools), term_starts(schools, today)
    since = min(starts.values()) - WEEK
    confirmed = set(
        WeeklyReturn.objects.filter(school__in=schools, monday__gte=since).values_list("school", "monday")
    )
    missing = []
    for link in links:
        first = max(starts[link.school_id], link.starts_on)
        monday, calendar = monday_of(first), calendars[link.school_id]
        while monday + FRIDAY < today:
            days = (monday + timedelta(days=n) for n in range(7))
            expected = any(day >= first and calendar.is_school_day(day) for day in days)
            if expected and (link.school_id, monday) not in confirmed:
                missing.append(Week(link.school, monday))
            monday += WEEK
    return sorted(missing, key=lambda week: (week.monday, week.school.name))
