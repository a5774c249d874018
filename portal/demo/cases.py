"""No Need to Exclude cases: each walks the protocol stage by stage until it ends or reaches today."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from exclusions.protocol.enums import CLOSED, CaseState, CountFrom, FieldKind, OutcomeKind
from exclusions.protocol.models import Case, OutcomeCode, ProtocolVersion, Stage, StageRecord
from portal.demo.concerns import Told
from portal.demo.references import References
from portal.demo.words import pick, sentence, weighted, words
from portal.demo.world import Actor, World

MOST_STAGES = 14
ENDS_EARLY, IS_LATE = 0.015, 0.25
DONE_BY_CONCERN = ("alert", "triage")
ISSUED = (OutcomeKind.EXCLUDED, OutcomeKind.RETURNED)


@dataclass
class Walk:
    """A case under way: where it is and since when."""

    told: Told
    case: Case
    lead: Actor
    stage: Stage
    started_on: date
    due_on: date
    now: datetime
    number: int = 1
    been_at: set[str] = field(default_factory=set)
    outcome: str = ""


class Cases:
    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.references = References("N", 5, world.rng)
        self.version = ProtocolVersion.objects.exclude(published_at=None).latest("number")
        self.stages = {stage.code: stage for stage in self.version.stages.all()}
        self.outcomes: dict[str, OutcomeCode] = {o.code: o for o in self.version.outcomes.all()}
        self.texts = words("cases")

    def open(self, told: Told) -> Case:
        """Open a case from a decided concern and walk it as far as it has come."""
        walk = self._begin(told)
        self.world.batch.add(walk.case)
        self._done_by_concern(walk)
        while self._step(walk):
            pass
        walk.case.changed_at = walk.now
        return walk.case

    def _begin(self, told: Told) -> Walk:
        world = self.world
        decided_at = told.decided_at or told.concern.raised_at
        lead = told.worker if world.chance(0.6) else world.an_officer()
        is_known = told.story.stage is not None
        case = Case(
            reference=next(self.references),
            pupil=told.story.child.pupil,
            school_id=told.concern.school_id,
            concern=told.concern,
            version=self.version,
            is_urgent=world.chance(0.12) and not is_known,
            head_considering_exclusion=world.chance(0.15) and not is_known,
            opened_by_id=told.worker.user_id,
            opened_at=decided_at,
            lead_id=lead.user_id,
        )
        opened_on = timezone.localdate(decided_at)
        case.head_considered_on = opened_on if case.head_considering_exclusion else None
        meeting = self.stages["meeting"]
        walk = Walk(told, case, lead, meeting, opened_on, opened_on, decided_at)
        self._enter(walk, meeting, opened_on)
        return walk

    def _enter(self, walk: Walk, stage: Stage, on: date) -> None:
        """The day the stage is due, by the rule of protocol.deadlines.due_for."""
        case = walk.case
        days = self.world.days_of(walk.told.story.place)
        fast = stage.fast_days if case.is_urgent or case.head_considering_exclusion else None
        count, start = fast or stage.days, on
        if stage.code in walk.been_at:
            count = fast or stage.repeat_days or stage.days
        elif stage.count_from == CountFrom.ALERT:
            start = timezone.localdate(walk.told.concern.raised_at)
        walk.stage, walk.started_on, walk.due_on = stage, on, days.add(start, count)
        walk.been_at.add(stage.code)

    def _done_by_concern(self, walk: Walk) -> None:
        """Alert and triage happened before the case: they carry the concern's times and no record."""
        told, days = walk.told, self.world.days_of(walk.told.story.place)
        raised_on = timezone.localdate(told.concern.raised_at)
        ends = {
            "alert": (told.concern.raised_at, told.school),
            "triage": (walk.case.opened_at, told.worker),
        }
        for code in DONE_BY_CONCERN:
            stage, (at, by) = self.stages[code], ends[code]
            self._write(walk, stage, raised_on, days.add(raised_on, stage.days), at, by, {})

    def _step(self, walk: Walk) -> bool:
        """Finish the stage the case is in, unless today comes first. Whether it goes on."""
        finished_on = self._finished_on(walk)
        if walk.told.story.stage == walk.stage.code or finished_on > self.world.last_day:
            self._stay(walk)
            return False
        if self.world.chance(ENDS_EARLY) and not walk.told.story.stage:
            self._end_early(walk, finished_on)
            return False
        walk.now = self.world.moment(finished_on, not_before=walk.now)
        next_code = self._next_code(walk)
        recorded = self._recorded(walk, finished_on)
        self._write(walk, walk.stage, walk.started_on, walk.due_on, walk.now, walk.lead, recorded)
        walk.case.revision += 1
        if next_code == CLOSED:
            self._close(walk, walk.outcome or "AVERTED_SAME", "")
            return False
        self._enter(walk, self.stages[next_code], finished_on)
        return True

    def _finished_on(self, walk: Walk) -> date:
        if walk.told.story.stage:  # known stories keep their days
            return walk.due_on
        days = self.world.days_of(walk.told.story.place)
        if self.world.chance(IS_LATE):
            return days.add(walk.due_on, 1 + int(self.rng.random() * 7))
        return max(days.back(walk.due_on, int(self.rng.random() * 3)), walk.started_on)

    def _next_code(self, walk: Walk) -> str:
        weights = self.texts["next"][walk.stage.code]
        if walk.number >= MOST_STAGES:
            weights = {CLOSED: 1} if CLOSED in weights else {"outcome": 1}
        if walk.told.story.stage:  # a known story takes the straight way
            weights = dict([next(iter(weights.items()))])
        return weighted(self.rng, weights)

    def _recorded(self, walk: Walk, on: date) -> dict[str, Any]:
        """Every field the stage asks for, filled in."""
        recorded: dict[str, Any] = {}
        for asked in walk.stage.record:
            recorded[asked["name"]] = self._answer(walk, asked, on)
        walk.outcome = recorded.get("outcome") or walk.outcome
        return recorded

    def _answer(self, walk: Walk, asked: dict[str, Any], on: date) -> Any:
        name, kind = asked["name"], FieldKind(asked["kind"])
        if kind == FieldKind.DATE:
            return on.isoformat()
        if kind == FieldKind.YES_NO:
            return self.world.chance(self.texts["yes"][name])
        if kind == FieldKind.CHOICE:
            return weighted(self.rng, self.texts["choices"][name])
        template = pick(self.rng, self.texts["texts"].get(name, self.texts["fallback"]))
        child = walk.told.story.child
        return sentence(self.rng, template, child.name, child.sex) or None

    def _write(
        self, walk: Walk, stage: Stage, started_on: date, due_on: date,
        at: datetime | None, by: Actor | None, recorded: dict[str, Any], *, was_left: bool = False,
    ) -> None:  # fmt: skip
        self.world.batch.add(
            StageRecord(
                case=walk.case,
                stage=stage,
                number=walk.number,
                started_on=started_on,
                due_on=due_on,
                completed_at=at,
                completed_by_id=by.user_id if by else None,
                recorded=recorded,
                was_left=was_left,
            )
        )
        walk.number += 1

    def _stay(self, walk: Walk, *, was_left: bool = False) -> None:
        """The case is still open, in this stage; or it is left in it."""
        self._write(walk, walk.stage, walk.started_on, walk.due_on, None, None, {}, was_left=was_left)
        walk.case.stage, walk.case.due_on = walk.stage, walk.due_on
        if walk.stage.code == "meeting" and self.world.chance(0.3):
            walk.case.lead_id = None

    def _end_early(self, walk: Walk, on: date) -> None:
        self._stay(walk, was_left=True)
        walk.case.due_on = None
        walk.now = self.world.moment(on, not_before=walk.now)
        self._close(
            walk, weighted(self.rng, self.texts["early_outcomes"]), pick(self.rng, self.texts["early_note"])
        )

    def _close(self, walk: Walk, outcome: str, note: str) -> None:
        case = walk.case
        case.state, case.stage, case.closed_at = CaseState.CLOSED, walk.stage, walk.now
        case.outcome, case.outcome_note = self.outcomes[outcome], note
        if case.outcome.kind in ISSUED and case.head_considered_on is None:
            # At the stage of that decision at the latest.
            case.head_considering_exclusion, case.head_considered_on = True, walk.started_on
        case.revision += 1
