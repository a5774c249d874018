"""The parts of a pack: each says what it holds of a case, as far as the person who makes it may read it.

No part reads a concern: what one says never leaves the portal by this way, sealed or not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from exclusions.meetings.models import Meeting
from exclusions.outcomes.evidence import counted, items_of
from exclusions.outcomes.happened import EVIDENCE
from exclusions.outcomes.pack.said import said_in
from exclusions.outcomes.page import decisions_of, recorded_outcome
from exclusions.ownplans.models import OwnPlan
from exclusions.plans import page as plans
from exclusions.plans.models import Action
from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case, StageRecord
from exclusions.protocol.origin import stages_as_told
from exclusions.protocol.page import recorded
from exclusions.protocol.timeline import timeline
from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.packs.totals import term_totals, year_totals
from exclusions.suspensions.page import facts
from exclusions.suspensions.totals import served_by
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.calendars.services import calendar_for
from schools.links.standing import standing_of
from schools.pupils.codes import NO_SOCIAL_WORKER, in_words
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import PupilFact


@dataclass(frozen=True)
class Reading:
    """One case as one person reads it; what several parts need is read once."""

    user: User
    case: Case
    records: list[StageRecord]

    @classmethod
    def of(cls, user: User, case: Case) -> "Reading":
        return cls(user, case, stages_as_told(user, case)[1])


Load = Callable[[Reading], dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """`load` answers the context of `outcomes/pack/<code>.html`. `is_chosen`: ticked to begin with."""

    code: str
    label: str
    load: Load
    hint: str = ""
    is_chosen: bool = True


def _voices(of: Reading) -> dict[str, Any]:
    return {"said": said_in(of.user, of.case, of.records)}


def _decision(of: Reading) -> dict[str, Any]:
    decisions = decisions_of(of.case)
    return {
        "decision": decisions[0] if decisions else None,
        "outcome": recorded_outcome(of.case),
        "stages": _stages(of, StageKind.DECISION, StageKind.OUTCOME),
    }


def _stages(of: Reading, *kinds: StageKind) -> list[Any]:
    """What was recorded in stages of these kinds, the oldest first."""
    return [one for one in reversed(recorded(of.case, of.records)) if one.record.stage.kind in kinds]


def _evidence(of: Reading) -> dict[str, Any]:
    items = items_of(of.case)
    return {"items": items, "counted": counted(items)}


def _plan(of: Reading) -> dict[str, Any]:
    plan = plans.plan_of(of.case)
    actions = plans.with_owners(Action.objects.filter(case=of.case))
    return {
        "plan": plan,
        "lines": plans.action_lines(actions, of.case.school_id, timezone.localdate()),
        "provision": list(plan.provisions.all()) if plan.pk else [],
        "documents": [kept for kept in plans.documents_of(plan) if kept.taken_out_at is None],
        "signed": plans.signatures(plan),
        "reviews": _stages(of, StageKind.REVIEW),
    }


def _meetings(of: Reading) -> dict[str, Any]:
    rows = Meeting.objects.visible_to(of.user).finished().filter(case=of.case)
    rows = rows.select_related("stage", "minutes").prefetch_related("minutes__corrections__by")
    return {"meetings": list(rows.order_by("starts_at"))}


def _suspensions(of: Reading) -> dict[str, Any]:
    rows = Suspension.objects.visible_to(of.user).counted().filter(pupil__in=of.case.pupil.records)
    records = list(rows.select_related("school").order_by("starts_on", "pk"))
    served = served_by(of.case.pupil)
    every = {day: DayPart.DAY for days in served for day in days.dates}
    calendar = calendar_for(of.case.school_id)
    return {
        "suspensions": [(one, facts(one, of.user)) for one in records],
        "terms": term_totals(served, Days.of(every), calendar),
        "years": year_totals(served, Days.of(every)),
    }


POSITION = (
    FactKind.SEN_PROVISION,
    FactKind.SEN_NEED,
    FactKind.LOOKED_AFTER,
    FactKind.PREVIOUSLY_LOOKED_AFTER,
    FactKind.SOCIAL_WORKER,
)


def _position(of: Reading) -> dict[str, Any]:
    """What is known today, each with its source. Who reads no concerns learns that there is a social worker,
    not why (domain.md 8.5).
    """
    known = PupilFact.objects.on(timezone.localdate()).filter(pupil__in=of.case.pupil.records)
    reads_all = of.case.school_id in standing_of(of.user).scope(Power.SEE_CONCERNS)
    found = []
    for fact in known.filter(kind__in=POSITION).order_by("kind", "rank", "pk"):
        kind = FactKind(fact.kind)
        words = in_words(kind, fact.value)
        if kind == FactKind.SOCIAL_WORKER and not reads_all:
            words = "No" if fact.value == NO_SOCIAL_WORKER else "Yes"
        found.append((kind.label, words, FactSource(fact.source).label, fact.as_at))
    return {"facts": found}


def _equality(of: Reading) -> dict[str, Any]:
    """What was written of equality, in the decision meeting and in the evidence list."""
    asked = {"equality", "adjustments"}
    return {
        "decision": of.case.decisions.select_related("by").last(),
        "items": [item for item in items_of(of.case) if item.code in asked],
        "written": [
            (record.stage.name, record.completed_at, words)
            for record in of.records
            if record.completed_at and (words := record.recorded.get("equality"))
        ],
    }


def _chronology(of: Reading) -> dict[str, Any]:
    """Day by day, the oldest first; what each stage says stands in the other parts."""
    lines = [line for line in timeline(of.user, of.case) if not line.title.startswith(EVIDENCE)]
    return {"lines": lines[::-1]}


def _own_words(of: Reading) -> dict[str, Any]:
    plans = OwnPlan.objects.visible_to(of.user).current().filter(pupil__in=of.case.pupil.records)
    plan = plans.prefetch_related("parts").first()
    return {"words": plan.voice() if plan else ""}


PARTS = (
    Part("voices", "What the child and the family say", _voices, "Stands first."),
    Part("own_words", "What the young person wants people to know, from their own plan", _own_words,
         "Ask them first: the plan is theirs.", is_chosen=False),
    Part("decision", "The decision and the outcome", _decision),
    Part("evidence", "The evidence list", _evidence, "What is not done is said plainly."),
    Part("plan", "The plan and its reviews", _plan),
    Part("meetings", "Minutes of meetings", _meetings),
    Part("suspensions", "Suspensions, permanent exclusions and their totals", _suspensions),
    Part("position", "Special educational needs, care and social work", _position),
    Part("equality", "Equality", _equality),
    Part("chronology", "Chronology of the case", _chronology),
)  # fmt: skip
