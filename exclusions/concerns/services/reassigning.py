"""Whoever says who stands in says who has which concern: several at once, each for itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern
from exclusions.concerns.services.acting import act, locked, refuse_wrong_state, write_down
from exclusions.concerns.services.handling import possible_holders
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.notices.services import notify

# As many go to one person in one go (peers.md, bulk bar with limit).
MOST_AT_ONCE = 100


@dataclass
class Reassigned:
    """What became of those chosen: given, and refused with the sentence that says why."""

    given: list[Concern] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def reassign_concerns(*, seen: Iterable[tuple[Concern, int]], to: User, note: str, by: User) -> Reassigned:
    """Let `to` have these concerns, each with the version at which `by` saw it on a list.

    One that somebody changed meanwhile, or that `to` may not decide, stays as it is and is named; the others
    go. The clocks go on: nobody has looked at a concern by being given it. `note` is read by those who
    decide. Raises Refused where more are chosen than go at once.
    """
    # In one order, so that two who give away the same concerns wait for each other and never crosswise.
    chosen = sorted(seen, key=lambda pair: pair[0].pk)
    if len(chosen) > MOST_AT_ONCE:
        raise Refused(f"Choose at most {MOST_AT_ONCE} concerns at once.")
    done = Reassigned()
    losing: dict[User, list[Concern]] = {}
    for concern, version in chosen:
        try:
            before = _reassign(concern, version, to, note.replace("\x00", "").strip(), by)
        except Refused as refusal:
            done.refused.append(str(refusal))
        else:
            done.given.append(concern)
            if before and before != to:
                losing.setdefault(before, []).append(concern)
    _tell(to, done.given, f"{by.name} has given it to you.", f"{by.name} has given you", by)
    for person, concerns in losing.items():
        if person.is_active:
            _tell(person, concerns, f"{to.name} has it now.", f"{to.name} now has", by)
    return done


def _reassign(concern: Concern, version: int, to: User, note: str, by: User) -> User | None:
    """Give one away; who had it."""
    concern = locked(concern)
    refuse_wrong_state(concern, "reassign")
    if concern.version != version:
        raise WrongState(f"{concern.reference} has changed since the list was made. Look at it again.")
    if concern.taken_by_id == to.pk:
        raise Refused(f"{concern.reference}: {to.name} has it already.")
    if not possible_holders(concern).filter(pk=to.pk).exists():
        raise Refused(f"{concern.reference}: {to.name} is not a link social worker of its school.")
    before, concern.taken_by = concern.taken_by, to
    detail = {"from": before.reference if before else "", "to": to.reference}
    act(concern, "reassign", by=by, body=f"{to.name} has it now.", detail=detail)
    if note:
        write_down(
            concern,
            "reassign",
            by=by,
            kind=EntryKind.INTERNAL,
            body=note,
            detail={"kind": EntryKind.INTERNAL},
        )
    return before


def _tell(person: User, concerns: list[Concern], one: str, many: str, by: User) -> None:
    """One notice, however many they are; none to whoever did it."""
    if not concerns or person == by:
        return
    first, rest = concerns[0], len(concerns) - 1
    several = f"{many} {len(concerns)} concerns: {', '.join(c.reference for c in concerns[:8])}"
    notify(
        people=[person],
        kind="concern.give",
        text=f"{several}{' and others' if rest > 7 else ''}." if rest else f"{first.reference}: {one}",
        about="" if rest else first.reference,
        leads_to=reverse("concerns:list") if rest else first.get_absolute_url(),
    )
