"""How acts on a plan are written down, those of the young person too, who has no account."""

from typing import Any

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.models import OwnPlan
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from schools.links.standing import standing_of


def note_down(
    verb: str,
    plan: OwnPlan,
    by: User | None,
    *,
    kind: Kind = Kind.CHANGE,
    holder: Holder | None = None,
    **detail: Any,
) -> None:
    """`by` is None for whoever came by a private link; `holder` says for whom a link is."""
    detail |= {"holder": holder.value} if holder else {}
    capacity = standing_of(by).capacity(plan.school_id) if by else (holder or Holder.YOUNG_PERSON).label
    record(
        by=by,
        kind=kind,
        verb=f"own_plan.{verb}",
        about=[plan.reference, plan.pupil.reference],
        capacity=capacity,
        detail=detail,
    )
