"""What cases tell in a pupil's chronology: opened, each stage as it was recorded, how it ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.happened import as_text
from exclusions.protocol.models import Case, OutcomeCode, StageRecord
from exclusions.protocol.origin import as_told, origins_for
from exclusions.protocol.records import shown
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil, handed_over


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Cases this person may see, at their schools and in files handed over to them, in five queries."""
    about = Case.objects.filter(pupil__in=pupil.records)
    files = handed_over(user, pupil, Power.SEE_CASES)
    own = standing_of(user).scope(Power.SEE_CASES)
    rows = about.visible_to(user) | files.limit(about, "opened_at")
    cases = {case.pk: case for case in rows.select_related("opened_by", "outcome")}
    for line in _told(cases, origins_for(user, cases.values())):
        if line.case.school_id in own:
            yield replace(line.happening, url=line.case.get_absolute_url())
        elif line.happening.at and files.holds(line.case.school_id, line.happening.at):
            yield line.happening


class _Line(NamedTuple):
    case: Case
    happening: Happening


def _told(cases: dict[int, Case], origins: dict[int, Concern]) -> Iterator[_Line]:
    for case in cases.values():
        yield _line(case, "No Need to Exclude case opened", "", case.opened_by, case.opened_at)
        if case.closed_at and case.outcome:
            yield _line(case, f"Case closed: {case.outcome.label}", case.outcome_note, None, case.closed_at)
    done = StageRecord.objects.filter(case__in=cases).exclude(completed_at=None)
    versions = {case.version_id for case in cases.values()}
    outcomes = dict(OutcomeCode.objects.filter(version__in=versions).values_list("code", "label"))
    for each in done.select_related("stage", "completed_by"):
        case = cases[each.case_id]
        record = as_told(each, case, origins.get(case.concern_id or 0))
        if record.completed_at:
            words = _recorded(record, outcomes)
            yield _line(case, record.stage.name, words, record.completed_by, record.completed_at)


def _recorded(record: StageRecord, outcomes: dict[str, str]) -> str:
    """`Question: answer`, one a line."""
    facts = shown(record.stage, record.recorded, outcomes)
    return "\n".join(f"{fact.label}: {as_text(fact.value)}" for fact in facts)


def _line(case: Case, title: str, text: str, who: User | None, at: datetime) -> _Line:
    name = who.name if who else ""
    on = timezone.localdate(at)
    return _Line(case, Happening(on=on, at=at, title=title, text=text, reference=case.reference, who=name))


SOURCE = Source("cases", "No Need to Exclude cases", 20, happenings)
