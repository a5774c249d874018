"""Sealing a concern to named people, and lifting the seal."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from exclusions.concerns.models import Concern, Seal
from exclusions.concerns.services.acting import act, locked, needed, readers_among
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.notices.services import notify, withdraw
from schools.links.standing import people_with, standing_of


def possible_readers(concern: Concern) -> QuerySet[User]:
    """Who may be named: those who read the concerns of its school anyway."""
    return people_with(Power.SEE_CONCERNS, concern.school_id).order_by("name", "pk")


@transaction.atomic
def seal_concern(*, concern: Concern, readers: Collection[User], because: str, by: User) -> Seal:
    """From now on only these people read the concern, also in lists, search, counts and notices.

    A seal before it is lifted: another list is another seal. Raises Refused without a reason, without the
    person themselves, for somebody who does not read the school's concerns, and where an open concern would
    be left without anybody who may decide it.
    """
    concern = locked(concern)
    because = needed(because, "why it is sealed")
    if by not in readers:
        raise Refused("Name yourself too, or you could not lift the seal again.")
    if set(readers) - set(possible_readers(concern)):
        raise Refused("Name only people who read the concerns of this school.")
    deciders = people_with(Power.TRIAGE, concern.school_id)
    if concern.is_open and not deciders.filter(pk__in=[reader.pk for reader in readers]).exists():
        raise Refused("Name at least one of the school’s link social workers: somebody has to decide it.")
    Seal.objects.live().filter(concern=concern).update(
        lifted_at=timezone.now(), lifted_by=by, lifted_because="Sealed to other people"
    )
    seal = Seal.objects.create(
        concern=concern,
        because=because,
        sealed_by=by,
        capacity=standing_of(by).capacity(concern.school_id),
    )
    seal.readers.set(readers)
    # Without the reason, which stays with the seal: the timeline is everybody's again once it is lifted.
    act(concern, "seal", by=by, detail={"readers": str(len(readers))})
    _withdraw_notices(concern)
    others = readers_among(concern, possible_readers(concern)).exclude(pk=by.pk)
    notify(
        people=others,
        kind="concern.seal",
        text=f"{concern.reference}: sealed to you and a few others. Speak of it to nobody else.",
        about=concern.reference,
        leads_to=concern.get_absolute_url(),
    )
    return seal


def _withdraw_notices(concern: Concern) -> None:
    """Who was told of the concern and may not know of it now is told no more, nor of what rests on it."""
    withdraw(about=concern.reference, unless=lambda person: _may_be_told(person, concern))
    for withdraw_more in _followers:
        withdraw_more(concern)


def _may_be_told(person: User, concern: Concern) -> bool:
    """Its author keeps notices that lead to the receipt, which never held a word."""
    named = Concern.objects.filter(pk=concern.pk)
    return (named.visible_to(person) | named.receipts_of(person)).exists()


_followers: list[Callable[[Concern], None]] = []


def on_seal(withdraw_more: Callable[[Concern], None]) -> None:
    """A room above, whose records rest on concerns, takes back what it told of them. Once at start-up."""
    _followers.append(withdraw_more)


@transaction.atomic
def lift_seal(*, concern: Concern, because: str, by: User) -> Concern:
    """Everybody who reads the school's concerns reads it again. Raises Refused where it is not sealed."""
    concern = locked(concern)
    because = needed(because, "why the seal is lifted")
    seal = Seal.objects.live().filter(concern=concern).first()
    if seal is None:
        raise Refused("This concern is not sealed any more.")
    seal.lifted_at, seal.lifted_by, seal.lifted_because = timezone.now(), by, because
    seal.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    act(concern, "unseal", by=by, body=because)
    return concern
