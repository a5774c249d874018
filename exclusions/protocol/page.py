"""What the page of a case shows, put together from its records."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.dues import Due
from exclusions.protocol.models import Case, CaseLink, Correction, Stage, StageRecord
from exclusions.protocol.records import Shown, shown
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from schools.calendars.services import calendar_for
from schools.calendars.words import days_left
from schools.links.standing import people_standing_as, standing_of
from schools.pupils.models import YEAR_GROUPS, Enrolment


@dataclass
class StageLine:
    """One line of the stage list: a stage, when it was done, whether the case is in it."""

    stage: Stage
    done_on: list[Any] = field(default_factory=list)
    is_current: bool = False
    due_on: date | None = None
    due_words: str = ""
    else_words: str = "Not yet"


@dataclass(frozen=True)
class Recorded:
    """A stage that was gone through, what is written there, and what stood there before."""

    record: StageRecord
    facts: list[Shown]
    before: list[tuple[Correction, list[Shown]]]


def stage_lines(case: Case, records: list[StageRecord]) -> list[StageLine]:
    """Every stage of the case's protocol in order, with what the case has done of it."""
    lines = {stage.pk: StageLine(stage) for stage in case.version.stages.all()}
    for line in lines.values():
        if not case.is_open or line.stage.number < case.stage.number:
            line.else_words = "Not done"
    for stage_record in records:
        line = lines[stage_record.stage_id]
        if stage_record.completed_at:
            line.done_on.append(stage_record.completed_at)
        elif case.is_open:
            line.is_current = True
            line.due_on = stage_record.due_on
            line.due_words = due_words(case)
    return list(lines.values())


def team(case: Case, may_work: bool) -> dict[str, Any]:
    """Who is in the team around the child now, and who was; by agency."""
    members = list(case.members.select_related("user", "added_by"))
    return {
        "case": case,
        "members": [member for member in members if member.ended_at is None],
        "former": [member for member in members if member.ended_at],
        "may_change": may_work and case.is_open,
    }


def linked(case: Case, user: User) -> list[tuple[CaseLink, Case]]:
    """The cases that belong to this one, as far as this person may see them, in two queries."""
    links = CaseLink.objects.filter(Q(first=case) | Q(second=case), ended_at=None)
    pairs = [(link, link.second_id if link.first_id == case.pk else link.first_id) for link in links]
    others = Case.objects.visible_to(user).filter(pk__in=[other for _, other in pairs])
    seen = {other.pk: other for other in others.select_related("pupil", "school", "stage", "outcome")}
    return [(link, seen[other]) for link, other in pairs if other in seen]


def due_words(case: Case) -> str:
    """How far off the current stage's day is; nothing for a closed case."""
    if case.due_on is None:
        return ""
    return days_left(case.due_on, timezone.localdate(), calendar_for(case.school_id))


def recorded(case: Case, records: list[StageRecord]) -> list[Recorded]:
    """What was recorded, the newest first."""
    outcomes = dict(case.version.outcomes.values_list("code", "label"))
    corrections: dict[int, list[Correction]] = defaultdict(list)
    for row in Correction.objects.filter(stage_record__case=case).select_related("by").order_by("-at", "-pk"):
        corrections[row.stage_record_id].append(row)
    return [
        Recorded(
            r,
            shown(r.stage, r.recorded, outcomes),
            [(row, shown(r.stage, row.before, outcomes)) for row in corrections[r.pk]],
        )
        for r in reversed(records)
        if r.completed_at
    ]


@dataclass(frozen=True)
class DueLine:
    """Something that a room above says is owed, with how far off it is."""

    due: Due
    words: str
    is_late: bool


def due_lines(case: Case, owed: list[Due]) -> list[DueLine]:
    """What rooms above say is owed in this case, the earliest first."""
    today, calendar = timezone.localdate(), calendar_for(case.school_id)
    return [DueLine(due, days_left(due.on, today, calendar), due.on < today) for due in owed]


def year_of(case: Case) -> str:
    """The pupil's year group at the case's school, in words."""
    latest = Enrolment.objects.filter(pupil__in=case.pupil.records, school=case.school_id).order_by(
        "-starts_on", "pk"
    )
    return dict(YEAR_GROUPS).get(latest.values_list("year_group", flat=True).first() or "", "")


def concerns_part(case: Case, user: User) -> dict[str, Any]:
    """The pupil's open concerns: the records for those who may read them, for others only that there
    is one and whom to ask (domain.md 8.5: flags only)."""
    if case.school_id in standing_of(user).scope(Power.SEE_CONCERNS):
        open_concerns = Concern.objects.visible_to(user).about(case.pupil).open().most_urgent_first()
        return {"may_read_concerns": True, "open_concerns": list(open_concerns[:10])}
    flagged = Concern.objects.unsealed().about(case.pupil).open().exists()
    contacts = list(people_standing_as(Role.LEAD_SOCIAL_WORKER, case.school_id)) if flagged else []
    return {"may_read_concerns": False, "has_open_concern": flagged, "contacts": contacts}
