"""What the page of a plan shows, put together from its records."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exclusions.plans.enums import Party
from exclusions.plans.models import Action, Agreement, Plan, PlanFile
from exclusions.protocol.models import Case
from portal.accounts.models import User
from schools.calendars.services import calendar_for
from schools.calendars.words import days_left


@dataclass(frozen=True)
class ActionLine:
    """An action and how far off its day is, in school days."""

    action: Action
    is_late: bool
    due_words: str


@dataclass(frozen=True)
class Signed:
    """What one side said last; `is_older` where the plan has changed since."""

    label: str
    agreement: Agreement | None
    is_older: bool


def plan_of(case: Case) -> Plan:
    """The plan of a case; an empty one, not saved, where nothing was written yet."""
    return Plan.objects.filter(case=case).first() or Plan(case=case)


def action_lines(actions: list[Action], school_id: int, today: date) -> list[ActionLine]:
    """Open actions first, the earliest due first among them."""
    calendar = calendar_for(school_id)
    ordered = sorted(actions, key=lambda action: (not action.is_open, action.due_on, action.pk))
    return [
        ActionLine(one, one.is_late(today), days_left(one.due_on, today, calendar) if one.is_open else "")
        for one in ordered
    ]


def needs_owner(action: Action) -> bool:
    """Whoever took it on may not read the case any more, and it is still to be done."""
    owner = action.owner
    is_open = action.is_open and action.case.is_open
    return is_open and owner is not None and not owner.has_perm("plans.see_action", action)


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
