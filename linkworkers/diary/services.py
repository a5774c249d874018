"""Verbs of the diary: writing an entry, planning on-site days, and what comes after."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from linkworkers.diary.enums import Audience, Kind, Part, Sessions, State
from linkworkers.diary.models import DiaryEntry, DiaryLine
from linkworkers.diary.workflow import ENTRY
from portal.accounts.models import User
from portal.audit.enums import Kind as Act
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.calendars.services import calendar_for
from schools.links.standing import Scope, standing_of
from schools.pupils.models import Pupil
from schools.register.models import School

# No plan reaches further: term dates are not known beyond.
LONGEST_PLAN = timedelta(days=366)


@dataclass(frozen=True)
class Said:
    """What a contact was about, in words: roles at the school, never children's names."""

    asked: str = ""
    advice: str = ""
    school_will: str = ""
    with_whom: str = ""
    follow_up_by: date | None = None

    def lines(self) -> list[tuple[Part, str]]:
        parts = ((Part.ASKED, self.asked), (Part.ADVICE, self.advice), (Part.SCHOOL_WILL, self.school_will))
        return [(part, body) for part, body in parts if body]


@dataclass
class Plan:
    """What planning did with each of the days that were asked for."""

    planned: list[date] = field(default_factory=list)
    no_school_day: list[date] = field(default_factory=list)
    taken: list[date] = field(default_factory=list)


@transaction.atomic
def add_entry(
    *,
    school: School,
    kind: str,
    on: date,
    said: Said,
    by: User,
    sessions: str = "",
    pupil: Pupil | None = None,
    only_link_workers_because: str = "",
) -> DiaryEntry:
    """Write down a contact that happened; anonymous without `pupil`.

    With `only_link_workers_because` the school does not see it. Raises Refused for a day to come, a
    follow-up before the day, a pupil whom this person may not find at the school, and a second on-site
    day of theirs there.
    """
    if on > timezone.localdate():
        raise Refused("Only on-site days are planned ahead. Enter a day that is not in the future.")
    _refuse_follow_up(said, on)
    if pupil is not None and not _may_find(by, pupil, school):
        raise Refused("Choose a pupil on this school’s roll, or write an anonymous entry.")
    internal = bool(only_link_workers_because)
    entry = DiaryEntry(
        school=school,
        worker=by,
        capacity=_capacity(by, school),
        kind=kind,
        on=on,
        sessions=_sessions(kind, sessions),
        with_whom=said.with_whom,
        pupil=pupil,
        audience=Audience.LINK_WORKERS if internal else Audience.SHARED,
        follow_up_by=said.follow_up_by,
        follow_up_with=by if said.follow_up_by else None,
    )
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise Refused(_taken_words(entry)) from None
    lines = said.lines()
    if internal:
        lines.append((Part.WHY_INTERNAL, only_link_workers_because))
    _write(entry, lines, by)
    _note_down("diary.add", entry, by, {"kind": kind, "anonymous": pupil is None, "shared": not internal})
    return entry


@transaction.atomic
def plan_days(
    *, school: School, weekdays: Collection[int], first: date, last: date, sessions: str, by: User
) -> Plan:
    """Plan on-site days on these weekdays (Monday is 0) from one day to another, both included.

    Days that are no school days there, and days on which this person is on site there already, are
    left out and named in the answer. Raises Refused where no day is left to plan.
    """
    if first < timezone.localdate():
        raise Refused("Enter a first day from today on.")
    if not first <= last <= first + LONGEST_PLAN:
        raise Refused("The last day must be on or after the first day, and within a year of it.")
    # One at a time, so that what is taken stays what was looked at.
    School.objects.select_for_update().get(pk=school.pk)
    calendar, plan = calendar_for(school.pk), Plan()
    there = DiaryEntry.objects.filter(worker=by, school=school, kind=Kind.ON_SITE)
    taken = set(there.exclude(state=State.NOT_HAPPENED).between(first, last).values_list("on", flat=True))
    for on in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        if on.weekday() in weekdays:
            fits = plan.planned if calendar.is_school_day(on) else plan.no_school_day
            (plan.taken if on in taken else fits).append(on)
    if not plan.planned:
        raise Refused("None of these days is a school day that is still free. Choose other days.")
    capacity = _capacity(by, school)
    entries = [
        DiaryEntry(
            school=school,
            worker=by,
            capacity=capacity,
            kind=Kind.ON_SITE,
            on=on,
            sessions=_sessions(Kind.ON_SITE, sessions),
            state=State.PLANNED,
        )
        for on in plan.planned
    ]
    DiaryEntry.objects.bulk_create(entries)
    record(
        by=by,
        kind=Act.CHANGE,
        verb="diary.plan",
        about=[str(school.urn), *(entry.reference for entry in entries)],
        capacity=capacity,
        detail={"days": len(entries)},
    )
    return plan


@transaction.atomic
def happened(*, entry: DiaryEntry, said: Said, sessions: str, by: User) -> DiaryEntry:
    """A planned day took place. Raises WrongState where it is not planned any more, Refused before it."""
    entry = _lock(entry, "happen")
    if entry.on > timezone.localdate():
        raise Refused(f"This day is planned for {plain_date(entry.on)}. Say on that day how it went.")
    _refuse_follow_up(said, entry.on)
    entry.state = State.DONE
    entry.sessions = _sessions(entry.kind, sessions)
    entry.with_whom = said.with_whom
    entry.follow_up_by = said.follow_up_by
    entry.follow_up_with = by if said.follow_up_by else None
    entry.save(update_fields=["state", "sessions", "with_whom", "follow_up_by", "follow_up_with"])
    _write(entry, said.lines(), by)
    _note_down("diary.happened", entry, by, {})
    return entry


@transaction.atomic
def call_off(*, entry: DiaryEntry, why: str, by: User) -> DiaryEntry:
    """A planned day did not, or will not, happen. Raises WrongState where it is not planned any more."""
    entry = _lock(entry, "call_off")
    entry.state = State.NOT_HAPPENED
    entry.save(update_fields=["state"])
    _write(entry, [(Part.NOT_HAPPENED, why)], by)
    _note_down("diary.call_off", entry, by, {})
    return entry


@transaction.atomic
def follow_up(*, entry: DiaryEntry, what: str, by: User) -> DiaryEntry:
    """What was due is done; `what` says what came of it. Raises WrongState where nothing is due."""
    entry = _lock(entry, "follow_up")
    if not entry.has_open_follow_up:
        raise WrongState("Nothing is left to follow up here. Somebody may have done it just now.")
    entry.followed_up_at = timezone.now()
    entry.save(update_fields=["followed_up_at"])
    _write(entry, [(Part.FOLLOWED_UP, what)], by)
    _note_down("diary.follow_up", entry, by, {})
    return entry


@transaction.atomic
def correct(*, entry: DiaryEntry, text: str, by: User) -> DiaryEntry:
    """Add a correction. What was written before stays. Raises WrongState for a day only planned yet."""
    entry = _lock(entry, "correct")
    _write(entry, [(Part.CORRECTION, text)], by)
    _note_down("diary.correct", entry, by, {})
    return entry


def _lock(entry: DiaryEntry, verb: str) -> DiaryEntry:
    locked = (
        DiaryEntry.objects.select_for_update(of=("self",)).select_related("school", "pupil").get(pk=entry.pk)
    )
    if not ENTRY.allows(verb, locked.state):
        raise WrongState(f"This entry is marked “{locked.get_state_display()}”. Look at it again.")
    return locked


def _sessions(kind: str, sessions: str) -> str:
    return (sessions or Sessions.BOTH) if kind == Kind.ON_SITE else ""


def _refuse_follow_up(said: Said, on: date) -> None:
    if said.follow_up_by is not None and said.follow_up_by < on:
        raise Refused("The follow-up must be due on or after the day of the contact.")


def _may_find(person: User, pupil: Pupil, school: School) -> bool:
    here = Scope(everywhere=False, school_ids=frozenset([school.pk]))
    return Pupil.objects.visible_to(person).on_roll_within(here).filter(pk=pupil.pk).exists()


def _taken_words(entry: DiaryEntry) -> str:
    return (
        f"An on-site day at this school on {plain_date(entry.on)} is in your diary already. "
        "Open it there, and say how it went."
    )


def _capacity(person: User, school: School) -> str:
    return standing_of(person).capacity(school.pk)


def _write(entry: DiaryEntry, lines: list[tuple[Part, str]], by: User) -> None:
    at = timezone.now()
    DiaryLine.objects.bulk_create(
        DiaryLine(entry=entry, part=part, body=body.replace("\0", ""), author=by, at=at)
        for part, body in lines
    )


def _note_down(verb: str, entry: DiaryEntry, by: User, detail: dict[str, object]) -> None:
    about = [entry.reference, str(entry.school.urn)]
    if entry.pupil is not None:
        about.append(entry.pupil.reference)
    record(
        by=by,
        kind=Act.CHANGE,
        verb=verb,
        about=about,
        capacity=_capacity(by, entry.school),
        detail=detail,
    )
