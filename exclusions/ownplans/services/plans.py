"""Starting a plan, ending it, what family may read, and the end of a sitting."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.ownplans.models import OwnPlan
from exclusions.ownplans.parts import BY_CODE
from exclusions.ownplans.services.trail import note_down
from exclusions.ownplans.services.writing import keep_version, lock
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.notices.services import notify


@transaction.atomic
def start_plan(*, case: Case, by: User) -> OwnPlan:
    """Start the plan of a case's young person; the current one, of whichever case, where there is one.

    Raises Refused where the case is closed.
    """
    current = OwnPlan.objects.current().filter(pupil__in=case.pupil.records).first()
    if current:
        return current
    if not case.is_open:
        raise Refused(f"{case.reference} is closed: start the plan in an open case.")
    plan = OwnPlan(pupil_id=case.pupil.child_id, school_id=case.school_id, case=case, started_by=by)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:  # two people started it in the same moment
        return OwnPlan.objects.current().get(pupil__in=case.pupil.records)
    note_down("start", plan, by, case=case.reference)
    return plan


@transaction.atomic
def end_plan(*, plan: OwnPlan, because: str, by: User) -> OwnPlan:
    """End a plan; its links end with it, what was written stays. Raises WrongState where it has ended."""
    plan = lock(plan)
    if not because.strip():
        raise Refused("Write why the plan ends, and what the young person says about it.")
    keep_version(plan)
    now = timezone.now()
    plan.ended_at, plan.ended_by, plan.ended_because = now, by, because.strip()
    plan.save(update_fields=["ended_at", "ended_by", "ended_because"])
    plan.keys.filter(ended_at=None).update(ended_at=now)
    note_down("end", plan, by)
    return plan


@transaction.atomic
def agree_family(*, plan: OwnPlan, parts: Collection[str], by: User | None) -> OwnPlan:
    """What the young person agrees that family may read: codes of parts, none for nothing.

    `by` is the adult beside them, None where they said so alone.
    """
    plan = lock(plan)
    plan.family_parts = [code for code in BY_CODE if code in parts]
    plan.family_agreed_at = timezone.now()
    plan.save(update_fields=["family_parts", "family_agreed_at"])
    note_down("agree_family", plan, by, parts=plan.family_parts)
    return plan


@transaction.atomic
def finish_sitting(*, plan: OwnPlan) -> None:
    """The young person is done for now: a version is kept where something changed, and whoever works with
    them is told that it did, not what.
    """
    plan = lock(plan)
    if keep_version(plan) is None:
        return
    workers = {worker.pk: worker for worker in (plan.started_by, plan.case and plan.case.lead) if worker}
    notify(
        people=[worker for worker in workers.values() if worker.has_perm("ownplans.see_plan", plan)],
        kind="own_plan.changed",
        text=f"{plan.reference}: a young person has changed their own plan.",
        about=plan.reference,
        leads_to=plan.get_absolute_url(),
    )
