"""Rules that raise alerts from suspensions (domain.md 5.4, rules 1 to 7): reasons in words, never a score.

Rule 8, attendance below 90 or 50% in the term of a suspension, waits for attendance: the portal holds none.

A rule sees what was recorded: days, reasons, and whether somebody stands by the pupil already. It sees no
name, sex, ethnicity, free meals or address.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from exclusions.risk.alerting import AlertRule, Finding
from exclusions.risk.models import RuleVersion
from exclusions.suspensions.days import in_days
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension, SuspensionQuerySet
from exclusions.suspensions.packs.reasons import labels_of_all
from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import Calendar, Span, academic_year_of, academic_year_span
from schools.calendars.periods import statutory_term
from schools.calendars.services import prepare_calendars
from schools.pupils.codes import NO_SOCIAL_WORKER, YES

# Reasons that point to harm outside the home, or to a child who is harmed or exploited: the codes of
# domain.md 5.4 rule 7 with those of the newer set that take their place.
POINTING_TO_HARM = ("OW", "BW", "SM", "SB", "DA", "DR")
EDUCATION_HEALTH_CARE_PLAN = "E"
SESSIONS_A_DAY = 2
# In the middle of the day, so that it is the same day wherever the clock stands.
NOON = time(12)


def _recent(version: RuleVersion, on: date) -> SuspensionQuerySet:
    """Suspensions that began within the days the rule looks back, at schools of its phases."""
    rows = Suspension.objects.standing().filter(starts_on__gte=on - timedelta(days=version.days))
    rows = rows.filter(starts_on__lte=on).exclude(kind=SuspensionKind.PERMANENT)
    if version.phases:
        rows = rows.filter(school__phase__in=version.phases)
    return rows.select_related("pupil").order_by("starts_on", "pk")


def _by_pupil(rows: Iterable[Suspension]) -> Iterator[list[Suspension]]:
    """The records of each child, whichever of the child's records they stand with."""
    found: dict[int, list[Suspension]] = defaultdict(list)
    for suspension in rows:
        found[suspension.pupil.child_id].append(suspension)
    yield from found.values()


def _finding(records: list[Suspension], why: str) -> Finding:
    """One about a pupil, at the school that suspended last."""
    last = records[-1]
    said = [f"{each.reference}, {plain_date(each.starts_on)}, {in_days(each.sessions)}" for each in records]
    newest = timezone.make_aware(datetime.combine(last.starts_on, NOON))
    references = tuple(each.reference for each in records)
    return Finding(last.pupil.child_id, last.school_id, (why, *said), references, newest)


def _how_often(noun: str, narrowed: Q) -> Callable[[RuleVersion, date], Iterator[Finding]]:
    """Pupils with at least as many of these suspensions as the rule asks for."""

    def find(version: RuleVersion, on: date) -> Iterator[Finding]:
        for records in _by_pupil(_recent(version, on).filter(narrowed).iterator()):
            if len(records) >= version.at_least:
                said = noun if len(records) == 1 else noun.replace("suspension", "suspensions", 1)
                yield _finding(records, f"{len(records)} {said} within {version.days} days")

    return find


def _how_long(version: RuleVersion, on: date) -> Iterator[Finding]:
    """Pupils suspended for at least as many days as the rule asks for, across schools."""
    for records in _by_pupil(_recent(version, on).iterator()):
        sessions = sum(each.served.sessions for each in records)
        if sessions >= version.at_least * SESSIONS_A_DAY:
            yield _finding(records, f"Suspended for {in_days(sessions)} within {version.days} days")


def _total_of(
    words: str, span: Callable[[Calendar, date], Span]
) -> Callable[[RuleVersion, date], Iterator[Finding]]:
    """Pupils whose total of this statutory term or academic year has reached the days the rule asks for.

    The term is that of the school that suspended last (domain.md 1.4); the days the rule looks back only
    need to reach to its beginning.
    """

    def find(version: RuleVersion, on: date) -> Iterator[Finding]:
        groups = list(_by_pupil(_recent(version, on).iterator()))
        calendars = prepare_calendars({records[-1].school_id for records in groups})
        for records in groups:
            first, last = span(calendars[records[-1].school_id], on)
            counted = [each for each in records if each.served.within(first, last)]
            sessions = sum(each.served.within(first, last).sessions for each in counted)
            if counted and sessions >= version.at_least * SESSIONS_A_DAY:
                yield _finding(counted, f"Suspended for {in_days(sessions)} in this {words}")

    return find


def _term(calendar: Calendar, on: date) -> Span:
    term = statutory_term(calendar, on)
    return term.starts_on, term.ends_on


def _year(calendar: Calendar, on: date) -> Span:
    return academic_year_span(academic_year_of(on))


def _reasons(codes: tuple[str, ...]) -> Q:
    return Q(reason_1__in=codes) | Q(reason_2__in=codes) | Q(reason_3__in=codes)


STANDS_BY = (
    Q(looked_after=YES)
    | (~Q(social_worker="") & ~Q(social_worker=NO_SOCIAL_WORKER))
    | Q(sen_provision=EDUCATION_HEALTH_CARE_PLAN)
)
# From Easter of the last primary year to Christmas of the first secondary one; GCSEs are in May and June.
MOVES_UP = Q(year_group="6", starts_on__month__in=(4, 5, 6, 7)) | Q(
    year_group="7", starts_on__month__in=(9, 10, 11, 12)
)
EXAM_SEASON = Q(year_group__in=("10", "11"), starts_on__month__in=(5, 6))
SOURCE = "No Need to Exclude, starting rules"
SUSPENSIONS, DAYS = "suspensions", "days of suspension"

RULES = (
    AlertRule(
        "suspended",
        "Suspended",
        "A pupil has been suspended. Does the family need a meeting of those around it?",
        f"{SOURCE}, rule 1",
        SUSPENSIONS,
        _how_often("suspension", Q()),
    ),
    AlertRule(
        "suspended_again",
        "Suspended again",
        "A pupil has been suspended more than once in about a term.",
        f"{SOURCE}, rule 3",
        SUSPENSIONS,
        _how_often("suspension", Q()),
    ),
    AlertRule(
        "days_in_term",
        "Many days in a term",
        "The days of the term come near those at which the governing board must be told or must meet.",
        f"{SOURCE}, rule 4",
        DAYS,
        _total_of("term", _term),
    ),
    AlertRule(
        "days_in_year_primary",
        "Many days in a year, primary",
        "A younger pupil has lost a week or more of school within three terms.",
        f"{SOURCE}, rule 2",
        DAYS,
        _how_long,
    ),
    AlertRule(
        "days_in_year_secondary",
        "Many days in a year, secondary",
        "A pupil has lost two weeks or more of school within three terms.",
        f"{SOURCE}, rule 2",
        DAYS,
        _how_long,
    ),
    AlertRule(
        "days_to_the_limit",
        "Near the limit of a year",
        "No pupil may be suspended for more than 45 school days in an academic year.",
        f"{SOURCE}, rule 5",
        DAYS,
        _total_of("academic year", _year),
    ),
    AlertRule(
        "suspended_with_support",
        "Suspended with a social worker, in care, or with a plan",
        "Somebody stands by this pupil already. Do they know, and what do they say?",
        f"{SOURCE}, rule 6",
        SUSPENSIONS,
        _how_often("suspension", STANDS_BY),
    ),
    AlertRule(
        "suspended_moving_up",
        "Suspended while moving to secondary school",
        "A pupil of year 6 after Easter, or of year 7 before Christmas: who knows them at the other school?",
        f"{SOURCE}, rule 6",
        SUSPENSIONS,
        _how_often("suspension around the move to secondary school", MOVES_UP),
    ),
    AlertRule(
        "suspended_in_exam_season",
        "Suspended in the examination season",
        "A pupil of year 10 or 11 in May or June: examinations may be missed, and little time is left.",
        f"{SOURCE}, rule 6",
        SUSPENSIONS,
        _how_often("suspension in May or June of year 10 or 11", EXAM_SEASON),
    ),
    AlertRule(
        "reason_points_to_harm",
        "A reason that may point to harm",
        "Weapons, drugs and sexual behaviour are often signs that a child is harmed or exploited: "
        + "; ".join(labels_of_all()[code].lower() for code in POINTING_TO_HARM)
        + ".",
        f"{SOURCE}, rule 7",
        SUSPENSIONS,
        _how_often("suspension with such a reason", _reasons(POINTING_TO_HARM)),
    ),
)
