"""What meetings tell: in their case's timeline, in the chronology, as the child's voice, as things owed."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from exclusions.meetings.enums import MeetingState
from exclusions.meetings.handover import MEETINGS
from exclusions.meetings.models import Meeting, Minutes
from exclusions.protocol.dues import Due, DueSource, Left, Listed
from exclusions.protocol.models import Case
from exclusions.protocol.people import owners_of
from exclusions.protocol.timeline import Line
from exclusions.protocol.voices import Voice
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of
from schools.links.work import left_among
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil, handed_over


def in_case(user: User, case: Case) -> Iterator[Line]:
    """Meetings arranged, held, cancelled; in one query."""
    rows = case.meetings.select_related("stage", "arranged_by", "minutes__finished_by")
    for meeting in rows:
        title, url = f"{meeting.stage.name} {meeting.reference}", meeting.get_absolute_url()
        yield Line(meeting.arranged_at, f"{title} arranged", who=meeting.arranged_by.name, url=url)
        if meeting.state == MeetingState.FINISHED:
            minutes, held = meeting.minutes, f"Held {moment(meeting.starts_at)}"
            yield Line(minutes.finished_at, f"{title}: minutes", held, minutes.finished_by.name, url)
        if meeting.state == MeetingState.CANCELLED:
            yield Line(meeting.changed_at, f"{title} cancelled", meeting.cancelled_because, url=url)


def about_pupil(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Meetings held that this person may see, at their schools and in files handed over to them."""
    about = Meeting.objects.finished().filter(case__pupil__in=pupil.records)
    files = handed_over(user, pupil, Power.SEE_CASES)
    own = standing_of(user).scope(Power.SEE_CASES)
    rows = about.visible_to(user) | files.limit(about, "minutes__finished_at")
    for meeting in rows.select_related("stage", "minutes__finished_by"):
        at = meeting.minutes.finished_at
        if meeting.starts_at is None:
            continue
        if meeting.school_id not in own and not files.holds(meeting.school_id, at):
            continue
        yield Happening(
            on=timezone.localdate(meeting.starts_at),
            at=at,
            title=f"{meeting.stage.name} held",
            text=_in_words(meeting.minutes),
            reference=meeting.reference,
            url=meeting.get_absolute_url() if meeting.school_id in own else "",
            who=meeting.minutes.finished_by.name,
        )


def _in_words(minutes: Minutes) -> str:
    """`Question: answer`, one a line."""
    parts = [part for section in minutes.content["sections"] for part in section["parts"]]
    return "\n".join(f"{label}: {text}" for label, text in parts)


def voice(user: User, case: Case) -> Voice | None:
    """What the child said at the newest meeting whose minutes are finished."""
    rows = Meeting.objects.finished().filter(case=case).select_related("stage", "minutes")
    meeting = rows.order_by("-starts_at").first()
    words = meeting.minutes.content.get("voice", "") if meeting else ""
    return (
        Voice(words, meeting.minutes.finished_at, f"the {meeting.stage.noun}") if meeting and words else None
    )


def _fixed() -> QuerySet[Meeting]:
    """Meetings whose date is fixed: to be held and minuted on that day."""
    rows = Meeting.objects.filter(state=MeetingState.FIXED, case__closed_at=None)
    return rows.select_related("stage", "case__stage", "chair")


def _read(meeting: Meeting) -> Due:
    assert meeting.starts_at is not None  # noqa: S101 -- the database keeps it so for one that is fixed
    return Due(
        case=meeting.case,
        key=f"minutes:{meeting.reference}",
        on=timezone.localdate(meeting.starts_at),
        what=f"{meeting.stage.name}: hold it and finish its minutes",
        noun="the minutes of a meeting",
        url=meeting.get_absolute_url(),
        owner=meeting.chair.name,
        people=partial(_who_minutes, meeting),
    )


def _who_minutes(meeting: Meeting) -> list[User]:
    if meeting.chair.has_perm("meetings.minute_meeting", meeting):
        return [meeting.chair]
    return owners_of(meeting.case, meeting.case.stage)


def _mine(user: User) -> Q:
    """What I chair; in cases that I lead, what needs a new chair."""
    return Q(chair=user) | Q(pk__in=left_among(MEETINGS, _fixed().filter(case__lead=user)))


DUES = DueSource.of(
    "minutes",
    Listed(
        "Meeting",
        rows=_fixed,
        on=TruncDate("starts_at"),
        mine=_mine,
        read=_read,
        left=Left(MEETINGS, lambda one: reverse("meetings:change", args=[one.reference])),
    ),
)
SOURCE = Source("meetings", "Meetings", 21, about_pupil)
