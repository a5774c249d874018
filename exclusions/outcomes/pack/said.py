"""What the child and the family said, in the order in which they said it, whichever room wrote it down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from exclusions.meetings.models import Meeting
from exclusions.plans.enums import Party
from exclusions.plans.models import Agreement
from exclusions.protocol.models import Case, StageRecord
from exclusions.suspensions.models import Suspension
from portal.accounts.models import User

CHILD, FAMILY = "The child", "Parents or carers"
# The protocol's data marks what the child says; what parents say stands in a field of this name.
OF_PARENTS = "parent_view"


@dataclass(frozen=True)
class Said:
    """Words of `who`, written down with `where` on a day."""

    who: str
    words: str
    where: str
    on: date


def said_in(user: User, case: Case, records: list[StageRecord]) -> list[Said]:
    """The child's words first, then the family's, each the oldest first. `records` as this person is told."""
    found = [
        *_of_stages(records),
        *_of_meetings(case),
        *_of_plan(case),
        *_of_suspensions(user, case),
        *_of_decision(case),
    ]
    # The minutes of a meeting and the record of its stage say the same: once is enough.
    unique = {(one.who, one.words): one for one in sorted(found, key=lambda one: one.on, reverse=True)}
    return sorted(unique.values(), key=lambda one: (one.who != CHILD, one.on))


def _of_stages(records: list[StageRecord]) -> Iterator[Said]:
    for record in records:
        if record.completed_at is None:
            continue
        for spec in record.stage.record:
            words = record.recorded.get(spec["name"])
            who = CHILD if spec.get("voice") else FAMILY if spec["name"] == OF_PARENTS else ""
            if words and who:
                yield Said(who, words, record.stage.name, timezone.localdate(record.completed_at))


def _of_meetings(case: Case) -> Iterator[Said]:
    for meeting in Meeting.objects.finished().filter(case=case).select_related("stage", "minutes"):
        if words := meeting.minutes.content.get("voice", ""):
            yield Said(CHILD, words, meeting.stage.name, timezone.localdate(meeting.minutes.finished_at))


def _of_plan(case: Case) -> Iterator[Said]:
    who = {Party.CHILD: CHILD, Party.PARENTS: FAMILY}
    for one in Agreement.objects.filter(plan__case=case, party__in=who):
        words = one.words or str(one.get_says_display())
        yield Said(who[Party(one.party)], words, f"the plan, version {one.number}", one.on)


def _of_suspensions(user: User, case: Case) -> Iterator[Said]:
    rows = Suspension.objects.visible_to(user).counted().filter(pupil__in=case.pupil.records)
    for one in rows.exclude(pupil_view=""):
        yield Said(CHILD, one.pupil_view, one.title, one.starts_on)


def _of_decision(case: Case) -> Iterator[Said]:
    if decision := case.decisions.last():
        on = decision.decided_on or timezone.localdate(decision.at)
        for who, words in ((CHILD, decision.child_view), (FAMILY, decision.parent_view)):
            if words:
                yield Said(who, words, "the decision", on)
