"""What own plans show on pages of others: of a case, of a pupil."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from exclusions.ownplans.models import OwnPlan, Promise
from exclusions.ownplans.page import shown
from exclusions.protocol import dues, tabs, voices
from exclusions.protocol.dues import Due, DueSource, Listed
from exclusions.protocol.models import Case
from exclusions.protocol.voices import Voice
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.links.standing import people_with
from schools.pupils.models import Pupil
from schools.pupils.tabs import Tab, register_tab


def case_plan(user: User, case: Case) -> dict[str, Any]:
    """The plan of a case's young person: to whoever may not read it only that there is one."""
    plan = OwnPlan.objects.filter(pupil__in=case.pupil.records).order_by("ended_at", "-started_at").first()
    may_read = plan is not None and OwnPlan.objects.visible_to(user).filter(pk=plan.pk).exists()
    is_current = plan is not None and plan.is_current
    return {
        "case": case,
        "plan": plan,
        "shown": [part for part in shown(plan.content()) if part.is_begun] if plan and may_read else [],
        "may_read": may_read,
        "promised": [] if plan is None or may_read else list(_promises().filter(plan=plan, plan__case=case)),
        "may_start": case.is_open and not is_current and user.has_perm("ownplans.start_plan", case),
    }


def pupil_plans(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's own plans that this person may read, the newest first."""
    rows = OwnPlan.objects.visible_to(user).filter(pupil__in=pupil.records)
    plans = list(rows.select_related("started_by").prefetch_related("parts"))
    return {"plans": plans} if plans else None


def voice(user: User, case: Case) -> Voice | None:
    """What the young person wants people to know, for those who may read their plan."""
    plans = OwnPlan.objects.visible_to(user).current().filter(pupil__in=case.pupil.records)
    plan = plans.prefetch_related("parts").first()
    words = plan.voice() if plan else ""
    return Voice(words, plan.changed_at, "their own plan") if plan and words else None


def _promises() -> QuerySet[Promise]:
    """Open promises of adults in plans that belong to a case."""
    rows = Promise.objects.open().filter(plan__case__isnull=False, plan__case__closed_at=None)
    return rows.select_related("plan__case__school", "plan__case__lead", "owner")


def _read(promise: Promise) -> Due:
    assert promise.plan.case is not None  # noqa: S101 -- asked for above
    return Due(
        case=promise.plan.case,
        key=f"promise:{promise.pk}",
        on=promise.due_on,
        what="A promise to the young person",
        noun="a promise to the young person",
        url=reverse("ownplans:see_promise", args=[promise.plan.reference, promise.pk]),
        owner=promise.owner.name,
        people=partial(whom_to_tell, promise),
    )


def whom_to_tell(promise: Promise) -> list[User]:
    """Its owner while they may read the plan; else who leads the case and may; else who works on the own
    plans of the plan's school: it stays there when the case moves (decision 47)."""
    plan = promise.plan
    for person in (promise.owner, plan.case.lead if plan.case else None):
        if person and OwnPlan.objects.visible_to(person).filter(pk=plan.pk).exists():
            return [person]
    return list(people_with(Power.WORK_OWN_PLANS, plan.school_id))


PROMISES = Listed(
    "Promise",
    rows=_promises,
    on="due_on",
    mine=lambda user: Q(owner=user),
    read=_read,
    case="plan__case",
)


def register_panels() -> None:
    register_tab(Tab(32, "own_plan", "Own plan", "ownplans.see_plans"))
    tabs.register(tabs.Tab(60, "own_plan", "Own plan"))
    register(Panel("pupil_own_plan", "own_plans", 10, "ownplans/_pupil_panel.html", pupil_plans))
    register(Panel("case_own_plan", "own_plan", 10, "ownplans/_case_panel.html", case_plan))
    voices.register(voice)
    dues.register(DueSource.of("promises", PROMISES))
