"""A pupil's suspensions and permanent exclusions as one document: overview, totals, and each record whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from exclusions.suspensions import page
from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import State
from exclusions.suspensions.models import Step, Suspension, Version
from exclusions.suspensions.packs.totals import term_totals, year_totals
from portal.accounts.models import User
from schools.calendars.arithmetic import academic_year_of
from schools.calendars.services import calendar_for
from schools.pupils.models import Pupil


@dataclass(frozen=True)
class YearLine:
    """What the records of one academic year add up to, and each of its terms; in sessions."""

    name: str
    sessions: int
    terms: tuple[tuple[str, int], ...]


def records_of(pupil: Pupil, user: User) -> QuerySet[Suspension]:
    """What this person may read of a pupil, the oldest first, without what was recorded in error."""
    rows = Suspension.objects.visible_to(user).filter(pupil__in=pupil.records).exclude(state=State.VOID)
    return rows.select_related("school", "pupil").order_by("starts_on", "pk")


def content(rows: QuerySet[Suspension], user: User) -> dict[str, Any]:
    """What the document shows of these records, whatever became of each. A fixed number of queries."""
    steps = Prefetch("steps", Step.objects.select_related("by").order_by("number"))
    records = list(rows.prefetch_related(steps, Prefetch("versions", Version.objects.order_by("number"))))
    return {
        "totals": _totals(records),
        "records": [(record, page.facts(record, user), _followed(record)) for record in records],
    }


def _followed(record: Suspension) -> list[page.Event]:
    events = page.events_of(list(record.steps.all()), list(record.versions.all()))
    return [event for event in events if event.step.verb != "record"]


def _totals(records: Sequence[Suspension]) -> list[YearLine]:
    """By academic year and statutory term, of the days that count; terms by the last school's calendar."""
    counted = [record for record in records if record.served]
    if not counted:
        return []
    served = [record.served for record in counted]
    everything = Days(tuple(pair for days in served for pair in days.parts))
    terms = term_totals(served, everything, calendar_for(counted[-1].school_id))
    return [
        YearLine(
            f"{year.year}/{(year.year + 1) % 100:02d}",
            year.sessions,
            tuple(
                (t.term.name, t.sessions) for t in terms if academic_year_of(t.term.starts_on) == year.year
            ),
        )
        for year in year_totals(served, everything)
    ]
