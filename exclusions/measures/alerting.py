"""Rules that raise alerts from measures (domain.md 5.4): reasons in words, never a score."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from exclusions.measures.enums import MeasureKind
from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureQuerySet
from exclusions.risk.alerting import AlertRule, Finding
from exclusions.risk.models import RuleVersion
from portal.core.templatetags.portal import plain_date

# In the middle of the day, so that it is the same day wherever the clock stands.
NOON = time(12)
SOURCE = "No Need to Exclude, starting rules"


def open_of(version: RuleVersion, *kinds: MeasureKind) -> MeasureQuerySet:
    """Open measures of some kinds, at schools of the rule's phases."""
    rows = Measure.objects.open().filter(kind__in=kinds)
    return rows.filter(school__phase__in=version.phases) if version.phases else rows


def finding(measure: Measure, why: str, since: date) -> Finding:
    """One about the pupil of a measure; `since` is the day from which it is so."""
    at = timezone.make_aware(datetime.combine(since, NOON))
    return Finding(measure.pupil_id, measure.school_id, (why,), (measure.reference,), at)


def _ends_soon(version: RuleVersion, on: date) -> Iterator[Finding]:
    """Off-site directions that end within the rule's days: what comes after?"""
    rows = open_of(version, MeasureKind.DIRECTION)
    for measure in rows.filter(planned_end_on__range=(on, on + timedelta(days=version.days))).iterator():
        day = measure.planned_end_on or on
        why = f"{spec_of(measure).label} {measure.reference} is planned to end on {plain_date(day)}"
        yield finding(measure, why, day - timedelta(days=version.days))


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
)
