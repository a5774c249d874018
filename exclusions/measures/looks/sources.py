"""Where things to look at come from (domain.md 5.6). Rooms above register sources of their own at start-up.

Leaving a roll is lawful and mostly right: a source only says that somebody should look, and why.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from exclusions.measures.enums import OPEN, MeasureKind, State
from exclusions.measures.models import MeasureStep, Move, Timetable
from exclusions.suspensions.models import Duty
from portal.core.templatetags.portal import plain_date
from schools.calendars.services import prepare_calendars
from schools.pupils.enums import LeavingReason
from schools.pupils.models import Enrolment

# How far back sources look; what an officer has looked at does not come back.
BACK = timedelta(days=200)
# So many school days after a warning a removal from the roll is looked at.
AFTER_WARNING = 10
SIX_WEEKS = timedelta(weeks=6)


@dataclass(frozen=True)
class Seen:
    """What a source has found: about whom, at which school, since which day, why, on which records."""

    key: str
    pupil_id: int
    school_id: int
    on: date
    reasons: tuple[str, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class LookSource:
    """`find(on)` answers with what is to be looked at on a day; `explains` says why people look."""

    code: str
    label: str
    explains: str
    find: Callable[[date], Iterable[Seen]]


SOURCES: dict[str, LookSource] = {}


def register(*sources: LookSource) -> None:
    """Add sources. Called once at start-up by each room."""
    SOURCES.update({source.code: source for source in sources})


def left_since(on: date) -> "QuerySet[Enrolment]":
    """Times on a full roll that have ended within the days sources look back."""
    rows = Enrolment.objects.filter(ends_on__gte=on - BACK, ends_on__lt=on, status__in=("C", "M"))
    return rows.order_by("ends_on", "pk")


@dataclass(frozen=True)
class Warned:
    """A day on which exclusion was in the air, the words for it, and the record."""

    on: date
    why: str
    reference: str


def within_days_of(
    leavings: Iterable[tuple[str, int, int, date, str]], warned: dict[int, list[Warned]]
) -> Iterator[Seen]:
    """Those (key, pupil, school, day, words) that follow a warning within ten school days of the school."""
    rows = [row for row in leavings if row[1] in warned]
    calendars = prepare_calendars({school for _, _, school, _, _ in rows})
    for key, pupil, school, day, words in rows:
        near = [each for each in warned[pupil] if 0 <= calendars[school].count(each.on, day) <= AFTER_WARNING]
        near = [each for each in near if each.on <= day]
        if near:
            reasons = (words, *(each.why for each in near))
            yield Seen(key, pupil, school, day, reasons, tuple(each.reference for each in near))


def suspensions_that_warn(on: date) -> dict[int, list[Warned]]:
    """Suspensions of which the governing board is told: the total of a term has crossed its threshold, an
    examination is missed, or the exclusion is permanent; by pupil.
    """
    duties = Duty.objects.standing().filter(code="tell_board", suspension__starts_on__gte=on - BACK)
    found: dict[int, list[Warned]] = {}
    for duty in duties.select_related("suspension").order_by("suspension__starts_on", "pk"):
        record = duty.suspension
        why = f"{record.title} from {plain_date(record.starts_on)}, of which the board is told"
        found.setdefault(record.pupil_id, []).append(Warned(record.starts_on, why, record.reference))
    return found


def leavings_of(rows: "QuerySet[Enrolment]") -> Iterator[tuple[str, int, int, date, str]]:
    """What `within_days_of` compares. Whoever is permanently excluded leaves by law: nothing to look at."""
    for row in rows.exclude(leaving_reason__in=(LeavingReason.EXCLUDED, LeavingReason.DIED)):
        if row.ends_on:
            words = f"Left the roll on {plain_date(row.ends_on)}"
            yield f"enrolment {row.pk}", row.pupil_id, row.school_id, row.ends_on, words


def _left_after_warning(on: date) -> Iterator[Seen]:
    yield from within_days_of(leavings_of(left_since(on)), suspensions_that_warn(on))


def _moved_after_warning(on: date) -> Iterator[Seen]:
    rows = Move.objects.filter(state__in=(State.MOVED, State.SUSTAINED, State.NOT_SUSTAINED))
    rows = rows.filter(starts_on__gte=on - BACK)
    moves = (
        (m.reference, m.pupil_id, m.school_id, m.starts_on or on, f"Managed move {m.reference}")
        for m in rows.order_by("starts_on", "pk")
    )
    yield from within_days_of(moves, suspensions_that_warn(on))


def _by_reason(reason: LeavingReason, words: str) -> Callable[[date], Iterator[Seen]]:
    def find(on: date) -> Iterator[Seen]:
        for row in left_since(on).filter(leaving_reason=reason):
            day = row.ends_on or on
            why = f"{words} on {plain_date(day)}"
            yield Seen(f"enrolment {row.pk}", row.pupil_id, row.school_id, day, (why,))

    return find


def _part_time(on: date) -> Iterator[Seen]:
    rows = Timetable.objects.filter(state__in=OPEN, starts_on__lt=on - SIX_WEEKS)
    for row in rows.order_by("starts_on", "pk"):
        day = row.starts_on or on
        why = f"{row.sessions_a_week} of 10 sessions a week since {plain_date(day)}"
        yield Seen(row.reference, row.pupil_id, row.school_id, day, (why,), (row.reference,))


def _pressed(on: date) -> Iterator[Seen]:
    steps = MeasureStep.objects.filter(verb="complain", measure__kind=MeasureKind.MOVE, on__gte=on - BACK)
    for step in steps.select_related("measure").order_by("pk"):
        measure = step.measure
        why = f"Somebody said on {plain_date(step.on)} that they were pressed"
        key = f"{measure.reference} {step.number}"
        yield Seen(key, measure.pupil_id, measure.school_id, step.on, (why,), (measure.reference,))


register(
    LookSource(
        "home_educated",
        "Education at home",
        "The family teaches the pupil at home. Was it their own wish, without pressure? What do they say?",
        _by_reason(LeavingReason.HOME_EDUCATED, "Left for education at home"),
    ),
    LookSource(
        "left_after_warning",
        "Left the roll soon after a suspension",
        "The pupil left within 10 school days of a suspension of which the governing board is told.",
        _left_after_warning,
    ),
    LookSource(
        "moved_after_warning",
        "Managed move soon after a suspension",
        "The pupil moved within 10 school days of a suspension of which the governing board is told.",
        _moved_after_warning,
    ),
    LookSource(
        "no_next_school",
        "Left, next school not known",
        "The pupil may be missing education: where are they?",
        _by_reason(LeavingReason.AWAY, "Left without a known next school"),
    ),
    LookSource(
        "part_time",
        "Part-time for more than six weeks",
        "A part-time timetable may only be for a short time.",
        _part_time,
    ),
    LookSource(
        "pressed",
        "Somebody says that they were pressed",
        "A managed move is voluntary. What do the family and the school say?",
        _pressed,
    ),
)
