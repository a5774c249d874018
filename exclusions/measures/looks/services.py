"""Finding what is to be looked at, and writing down what was found."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.measures.looks.sources import SOURCES
from exclusions.measures.models import Look, LookNote, LookState
from exclusions.measures.models.looks import Concluded
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from portal.core.references import give_references
from schools.links.standing import standing_of


@transaction.atomic
def find_looks(on: date | None = None) -> int:
    """Write down what the sources find and nobody found before; gives back how many. Safe to run twice."""
    on, new = on or timezone.localdate(), []
    for source in SOURCES.values():
        known = set(Look.objects.filter(source=source.code).values_list("key", flat=True))
        for seen in source.find(on):
            if seen.key not in known:
                known.add(seen.key)
                new.append(
                    Look(
                        source=source.code,
                        key=seen.key,
                        pupil_id=seen.pupil_id,
                        school_id=seen.school_id,
                        on=seen.on,
                        reasons=list(seen.reasons),
                        evidence=list(seen.evidence),
                    )
                )
    give_references(new)
    # Another worker may have found the same: its rows stand.
    Look.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def note_look(
    *,
    look: Look,
    looked_at: str,
    pressure: str,
    parents_say: str,
    concluded: str,
    by: User,
    seen_revision: int,
) -> LookNote:
    """Write down what was looked at and concluded. What was only asked stays open.

    Raises WrongState where a colleague has written something since the page was read.
    """
    look = Look.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=look.pk)
    if look.revision != seen_revision:
        raise WrongState("A colleague has written something meanwhile. Read it first, then go on.")
    capacity = standing_of(by).capacity(look.school_id)
    note = LookNote.objects.create(
        look=look,
        looked_at=looked_at.strip(),
        pressure=pressure,
        parents_say=parents_say.strip(),
        concluded=concluded,
        by=by,
        capacity=capacity,
    )
    look.state = LookState.OPEN if concluded == Concluded.ASKED else LookState.LOOKED
    look.revision += 1
    look.save(update_fields=["state", "revision"])
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="look.note",
        about=[look.reference, look.pupil.reference],
        capacity=capacity,
        detail={"concluded": concluded, "state": look.state},
    )
    return note
