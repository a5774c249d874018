"""Saying that two concerns belong together, and taking it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.concerns.models import Concern, Relation
from exclusions.concerns.services.acting import about, needed
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from schools.links.standing import standing_of


@transaction.atomic
def relate(*, concern: Concern, other: Concern, because: str, by: User) -> Relation:
    """Two concerns that this person reads belong together; whoever reads both sees it on either's page.

    No entry tells of it: the timeline is read by people who may not know of the other. Raises Refused for a
    concern with itself, one that the person may not read, without a reason, and where it has been said.
    """
    because = needed(because, "why they belong together")
    if concern == other:
        raise Refused("Name another concern: this is the one you are looking at.")
    if Concern.objects.visible_to(by).filter(pk__in=(concern.pk, other.pk)).count() != 2:
        raise Refused("There is no such concern that you may read.")
    first, second = sorted((concern, other), key=lambda one: one.pk)
    try:
        with transaction.atomic():
            made = Relation.objects.create(
                first=first,
                second=second,
                because=because,
                made_by=by,
                capacity=standing_of(by).capacity(concern.school_id),
            )
    except IntegrityError:
        raise Refused(f"{concern.reference} and {other.reference} are linked already.") from None
    _write_down(made, "relate", by)
    return made


@transaction.atomic
def unrelate(*, relation: Relation, because: str, by: User) -> Relation:
    """They do not belong together after all; what was said stays in the record. Refused where it is done."""
    because = needed(because, "why they do not belong together")
    ended = {"ended_at": timezone.now(), "ended_by": by, "ended_because": because}
    if not Relation.objects.live().filter(pk=relation.pk).update(**ended):
        raise Refused("Somebody has taken this back already.")
    _write_down(relation, "unrelate", by)
    return relation


def _write_down(relation: Relation, verb: str, by: User) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"concern.{verb}",
        about=list(dict.fromkeys([*about(relation.first), *about(relation.second)])),
        capacity=standing_of(by).capacity(relation.first.school_id),
    )
