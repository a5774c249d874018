"""Which records lie under the virtual school head: written beside each, so that an index answers for lists.

The rule rests on facts of pupils, which lie in a room below and begin and end by date (decision 55).
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from exclusions.suspensions.models import Duty, Suspension, SuspensionQuerySet, under_the_virtual_school
from portal.bulk.chunks import chunks
from schools.pupils.codes import HAS_SOCIAL_WORKER, YES
from schools.pupils.models import Pupil

PIECE = 500


def _rule() -> Q:
    """Of a pupil who is or was looked after, or has a social worker: now, or on the day (domain.md 8.5)."""
    that_day = Q(looked_after=YES) | Q(social_worker__in=HAS_SOCIAL_WORKER)
    return that_day | under_the_virtual_school()


def mark_for_virtual_school(pupils: Iterable[int]) -> int:
    """Write `for_virtual_school` of every record of these children, by the keys of any of their records.

    Gives back how many it changed. For whatever changes what the rule rests on, in its transaction; some
    children at a time, since an import may change more than one query can name.
    """
    return sum(_mark(piece) for piece in chunks(sorted(set(pupils)), PIECE))


@transaction.atomic
def _mark(pupils: Collection[int]) -> int:
    children = Pupil.objects.filter(pk__in=pupils).values(child=Coalesce("merged_into", "pk"))
    # As all that changes a child does: facts and suspensions written side by side would not see each other.
    locked = Pupil.objects.select_for_update().filter(pk__in=children).order_by("pk")
    kept = list(locked.values_list("pk", flat=True))
    rows = Suspension.objects.filter(pupil__in=Pupil.objects.same_children(kept).values("pk")).order_by()
    return _write(True, rows.filter(_rule(), for_virtual_school=False)) + _write(
        False, rows.filter(~_rule(), for_virtual_school=True)
    )


def _write(value: bool, rows: SuspensionQuerySet) -> int:
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        Suspension.objects.filter(pk__in=keys).update(for_virtual_school=value)
        Duty.objects.filter(suspension__in=keys).update(for_virtual_school=value)
    return len(keys)


def mark_again() -> int:
    """Compare every record with the rule, since facts begin and end by date; gives back how many it changed.

    Safe to run twice, and to stop: it reads all, and writes what differs, some children at a time.
    """
    rows = Suspension.objects.order_by()
    missing = rows.filter(_rule(), for_virtual_school=False)
    stale = rows.filter(~_rule(), for_virtual_school=True)
    return mark_for_virtual_school(
        pk for found in (missing, stale) for pk in found.values_list("pupil", flat=True)
    )
