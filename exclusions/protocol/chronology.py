"""What cases tell in a pupil's chronology: opened, each stage as it was recorded, how it ended."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from exclusions.protocol.models import Case, OutcomeCode, StageRecord
from exclusions.protocol.records import shown
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Cases this person may see, in three queries."""
    rows = Case.objects.visible_to(user).filter(pupil=pupil)
    cases = {case.pk: case for case in rows.select_related("opened_by", "outcome")}
    for case in cases.values():
        yield _line(case, "No Need to Exclude case opened", "", case.opened_by, case.opened_at)
        if case.closed_at and case.outcome:
            yield _line(case, f"Case closed: {case.outcome.label}", case.outcome_note, None, case.closed_at)
    done = StageRecord.objects.filter(case__in=cases).exclude(completed_at=None)
    versions = {case.version_id for case in cases.values()}
    outcomes = dict(OutcomeCode.objects.filter(version__in=versions).values_list("code", "label"))
    for record in done.select_related("stage", "completed_by"):
        if record.completed_at:
            case = cases[record.case_id]
            words = _recorded(record, outcomes)
            yield _line(case, record.stage.name, words, record.completed_by, record.completed_at)


def _recorded(record: StageRecord, outcomes: dict[str, str]) -> str:
    """`Question: answer`, one a line."""
    facts = shown(record.stage, record.recorded, outcomes)
    return "\n".join(f"{fact.label}: {_as_text(fact.value)}" for fact in facts)


def _as_text(value: Any) -> str:
    return plain_date(value) if isinstance(value, date) else str(value)


def _line(case: Case, title: str, text: str, who: User | None, at: datetime) -> Happening:
    return Happening(
        on=timezone.localdate(at),
        at=at,
        title=title,
        text=text,
        reference=case.reference,
        url=case.get_absolute_url(),
        who=who.name if who else "",
    )


SOURCE = Source("cases", "No Need to Exclude cases", 20, happenings)
