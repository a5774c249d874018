"""Rules that raise alerts from measures (domain.md 5.4): reasons in words, never a score."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from exclusions.measures.enums import MeasureKind
from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureQuerySet
from exclusions.risk.alerting import AlertRule, Finding
from exclusions.risk.models import RuleVersion
from portal.core.templatetags.portal import plain_date
from schools.calendars.periods import statutory_term
from schools.calendars.services import prepare_calendars

# In the middle of the day, so that it is the same day wherever the clock stands.
NOON = time(12)
SOURCE = "No Need to Exclude, starting rules"


def open_of(version: RuleVersion, *kinds: MeasureKind) -> MeasureQuerySet:
    """Open measures of some kinds, at schools of the rule's phases."""
    rows = Measure.objects.open().filter(kind__in=kinds)
    return rows.filter(school__phase__in=version.phases) if version.phases else rows


def finding(measure: Measure, why: str, since: date) -> Finding:
    """One about the pupil of a measure; `since` is the day from which it is so.

    It rests on the measure's concern: a seal that comes later hides the alert as well.
    """
    at = timezone.make_aware(datetime.combine(since, NOON))
    concerns = (measure.concern_id,) if measure.concern_id else ()
    return Finding(measure.pupil_id, measure.school_id, (why,), (measure.reference,), at, concerns)


def _ends_soon(version: RuleVersion, on: date) -> Iterator[Finding]:
    """Off-site directions that end within the rule's days: what comes after?"""
    rows = open_of(version, MeasureKind.DIRECTION)
    for measure in rows.filter(planned_end_on__range=(on, on + timedelta(days=version.days))).iterator():
        day = measure.planned_end_on or on
        why = f"{spec_of(measure).label} {measure.reference} is planned to end on {plain_date(day)}"
        yield finding(measure, why, day - timedelta(days=version.days))


def _part_time_for_long(version: RuleVersion, on: date) -> Iterator[Finding]:
    """Part-time timetables that have held for more than the rule's days (domain.md 5.4, rule 9)."""
    rows = open_of(version, MeasureKind.TIMETABLE).filter(starts_on__lt=on - timedelta(days=version.days))
    for measure in rows.iterator():
        began = measure.starts_on or on
        why = f"Part-time since {plain_date(began)}, {measure.reference}"
        yield finding(measure, why, began + timedelta(days=version.days + 1))


def _apart_for_long(version: RuleVersion, on: date) -> Iterator[Finding]:
    """Separations of more school days than the rule says; none that rests on a sealed concern."""
    rows = list(open_of(version, MeasureKind.SEPARATION).unsealed().filter(starts_on__lte=on))
    calendars = prepare_calendars({row.school_id for row in rows})
    for measure in rows:
        began, calendar = measure.starts_on or on, calendars[measure.school_id]
        first = calendar.add(began, 0).on
        after = calendar.add(first, version.days).on
        if after <= on:
            why = f"Kept apart for more than {version.days} school days, {measure.reference}"
            yield finding(measure, why, after)


def _apart_again(version: RuleVersion, on: date) -> Iterator[Finding]:
    """Pupils with more than one separation in this statutory term of their school."""
    rows = Measure.objects.filter(kind=MeasureKind.SEPARATION).standing().unsealed()
    rows = rows.filter(starts_on__gte=on - timedelta(days=version.days), starts_on__lte=on)
    if version.phases:
        rows = rows.filter(school__phase__in=version.phases)
    found = defaultdict(list)
    for measure in rows.order_by("starts_on", "pk"):
        found[measure.pupil_id].append(measure)
    calendars = prepare_calendars({measures[-1].school_id for measures in found.values()})
    for measures in found.values():
        last = measures[-1]
        term = statutory_term(calendars[last.school_id], on)
        several = [m for m in measures if m.starts_on and m.starts_on >= term.starts_on]
        if len(several) >= version.at_least:
            references = ", ".join(measure.reference for measure in several)
            yield finding(last, f"{len(several)} separations this term: {references}", last.starts_on or on)


RULES = (
    AlertRule(
        "direction_ends",
        "An off-site direction ends soon",
        "It ends within so many days from now. Is it known what comes after, and when the meeting about the "
        "return is?",
        f"{SOURCE}, rule 11",
        "off-site directions",
        _ends_soon,
    ),
    AlertRule(
        "part_time_long",
        "Part-time for long",
        "A part-time timetable has lasted longer than this. It may only be for a short time, and the pupil "
        "should be back full time.",
        f"{SOURCE}, rule 9",
        "part-time timetables",
        _part_time_for_long,
    ),
    AlertRule(
        "separation_long",
        "Kept apart for long",
        "A safeguarding separation has lasted more school days than this. It is rare and temporary: what "
        "else would keep everybody safe?",
        "This authority’s aim for separations",
        "separations, their length in school days",
        _apart_for_long,
        lambda count, version: f"Kept apart for more than {version.days} school days",
    ),
    AlertRule(
        "separation_again",
        "Kept apart again",
        "A pupil was kept apart from others more than once this term.",
        "This authority’s aim for separations",
        "separations of a term",
        _apart_again,
        lambda count, version: "Kept apart more than once this term",
    ),
)
