"""What the page of a plan shows, put together from its records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from exclusions.plans.enums import Party
from exclusions.plans.handover import ACTIONS
from exclusions.plans.models import Action, Agreement, Plan, PlanFile
from exclusions.protocol.models import Case
from portal.accounts.models import User
from schools.calendars.services import calendar_for
from schools.calendars.words import days_left
from schools.links.work import has_left


@dataclass(frozen=True)
class ActionLine:
    """An action and how far off its day is, in school days."""

    action: Action
    is_late: bool
    due_words: str
    needs_owner: bool


@dataclass(frozen=True)
class Signed:
    """What one side said last; `is_older` where the plan has changed since."""

    label: str
    agreement: Agreement | None
    is_older: bool


def plan_of(case: Case) -> Plan:
    """The plan of a case; an empty one, not saved, where nothing was written yet."""
    return Plan.objects.filter(case=case).first() or Plan(case=case)


def with_owners(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Actions with their owners, and whether these may not read the case any more."""
    left = ExpressionWrapper(has_left(ACTIONS), BooleanField())
    return actions.select_related("owner", "case").annotate(owner_left=left)


def action_lines(actions: Iterable[Action], school_id: int, today: date) -> list[ActionLine]:
    """Of actions `with_owners`: open ones first, the earliest due first among them."""
    calendar = calendar_for(school_id)
    ordered = sorted(actions, key=lambda action: (not action.is_open, action.due_on, action.pk))
    return [
        ActionLine(
            one,
            one.is_late(today),
            days_left(one.due_on, today, calendar) if one.is_open else "",
            getattr(one, "owner_left", False) and one.is_open and one.case.is_open,
        )
        for one in ordered
    ]


def signatures(plan: Plan) -> list[Signed]:
    """Child, parents and school, each with what they said last."""
    newest = {a.party: a for a in plan.agreements.select_related("by")} if plan.pk else {}
    return [
        Signed(label, newest.get(party), party in newest and newest[party].number < plan.number)
        for party, label in Party.choices
    ]


def documents_of(plan: Plan) -> list[PlanFile]:
    """Every document that was added, the newest first; of one taken out that it was, and why."""
    rows = plan.files.select_related("uploaded_by", "taken_out_by") if plan.pk else ()
    return list(rows)


def case_documents(user: User, case: Case) -> dict[str, Any] | None:
    """The documents of a case's plan, for its tab of files; nothing where there are none."""
    rows = PlanFile.objects.visible_to(user).filter(plan__case=case)
    documents = list(rows.select_related("uploaded_by"))
    return {"documents": documents} if documents else None


def progress_in_words(case: Case) -> str:
    """How many actions are done; empty where there are none."""
    states = list(Action.objects.filter(case=case).exclude(state="dropped").values_list("state", flat=True))
    return f"{states.count('done')} of {len(states)} done" if states else ""
