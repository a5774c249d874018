"""The authority's own words for the kinds of concern. What was sent keeps its codes and follows the label."""

from django.db import transaction
from django.utils.text import slugify

from exclusions.concerns.kinds import MOST_QUICK, forget_kinds
from exclusions.concerns.models import KindOfConcern
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from schools.links.standing import standing_of

LONGEST_CODE = 30


@transaction.atomic
def set_kind(
    *,
    kind: KindOfConcern | None,
    label: str,
    hint: str,
    group: str,
    position: int,
    is_retired: bool,
    by: User,
) -> KindOfConcern:
    """Word a kind, or with None add one.

    Raises Refused where another one in use has the label, where there would be more than twelve quick
    ones, or none.
    """
    # One at a time, and read after the wait: two people could each add the twelfth.
    list(KindOfConcern.objects.select_for_update())
    known = list(KindOfConcern.objects.all())
    others = [other for other in known if kind is None or other.pk != kind.pk]
    now = kind or KindOfConcern(code=_new_code(label, {other.code for other in others}))
    before = "" if kind is None else now.label
    now.label, now.hint, now.group = label, hint, group
    now.position, now.is_retired = position, is_retired
    _refuse(now, [other for other in others if not other.is_retired])
    now.save()
    forget_kinds()
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="concern_kind.set",
        capacity=standing_of(by).capacity(),
        detail={"kind": now.code, "before": before, "after": now.label, "retired": now.is_retired},
    )
    return now


def _refuse(now: KindOfConcern, others: list[KindOfConcern]) -> None:
    if not now.is_retired and any(other.label.lower() == now.label.lower() for other in others):
        raise Refused(f"There is a kind called “{now.label}” already.")
    quick = [other for other in others if not other.group]
    is_quick = not now.group and not now.is_retired
    if is_quick and len(quick) >= MOST_QUICK:
        raise Refused(f"There are {MOST_QUICK} quick ones already. Write a heading, or retire another first.")
    if not is_quick and not quick:
        raise Refused("This is the last one that stands without a heading. Add another first.")


def _new_code(label: str, taken: set[str]) -> str:
    """A code from the first label; it stays when the label changes."""
    base = slugify(label).replace("-", "_")[: LONGEST_CODE - 3].strip("_") or "kind"
    codes = [base, *(f"{base}_{number}" for number in range(2, 99))]
    return next(code for code in codes if code not in taken)
