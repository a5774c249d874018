"""Finding records that look like one child, saying that they are two, and merging them into one.

A merged record points to the one that is kept. Where the child is and was on roll, and what only the merged
record knew, goes over, and is written back when the merge is undone. What other rooms recorded stays where it
was written: they read a child's records together (`Pupil.records`).
"""

from collections import defaultdict
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from schools.links.standing import standing_of
from schools.pupils.changed import facts_changed
from schools.pupils.enums import LeavingReason
from schools.pupils.likeness import Record, alike
from schools.pupils.models import Enrolment, Pupil, PupilFact, PupilMerge, PupilUpn, Resemblance
from schools.pupils.services.acting import note_down
from schools.pupils.upn import is_temporary

CHUNK = 2_000
SHARED_UPN = "Both have or had the same UPN"
COLUMNS = ("pk", "forename", "surname", "preferred_name", "born_on")
SECOND_RECORD = "Second record of the same pupil"
MERGED_UPN = "UPN of a record that was merged into this one"


def find_duplicates() -> int:
    """Look through all pupils for records that look like one child; gives back how many new pairs it found.

    Safe to run twice: a pair that is known stays as it is, be it that somebody said they are two children.
    """
    rows = Pupil.objects.filter(merged_into=None).order_by("pk").values_list(*COLUMNS)
    records = (Record.of(*row) for row in rows.iterator(chunk_size=CHUNK))
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one, other, reason in alike(records):
        reasons[one.pk, other.pk].append(reason)
    for first, second in _sharing_a_upn():
        reasons[first, second].append(SHARED_UPN)
    known = set(Resemblance.objects.values_list("first", "second"))
    new = [
        Resemblance(first_id=first, second_id=second, reasons=why)
        for (first, second), why in reasons.items()
        if (first, second) not in known
    ]
    for start in range(0, len(new), CHUNK):
        Resemblance.objects.bulk_create(new[start : start + CHUNK], ignore_conflicts=True)
    return len(new)


def _sharing_a_upn() -> set[tuple[int, int]]:
    """Pairs of which both have or had one UPN: a temporary one, or one that was given in error."""
    former = PupilUpn.objects.filter(pupil__merged_into=None)
    holders = Pupil.objects.filter(merged_into=None, upn__in=former.values("upn"))
    by_upn: dict[str | None, set[int]] = defaultdict(set)
    for upn, pk in (*former.values_list("upn", "pupil"), *holders.values_list("upn", "pk")):
        by_upn[upn].add(pk)
    return {pair for group in by_upn.values() for pair in combinations(sorted(group), 2)}


@transaction.atomic
def dismiss(*, pair: Resemblance, because: str, by: User) -> None:
    """Say that two records are two children: the pair does not come back.

    Raises WrongState where somebody has decided before.
    """
    changed = Resemblance.objects.waiting().filter(pk=pair.pk)
    changed = Resemblance.objects.filter(pk__in=changed.values("pk"))
    if not changed.update(dismissed_at=timezone.now(), dismissed_by=by, because=because.strip()):
        raise WrongState("Somebody has decided about these two already.")
    for pupil in (pair.first, pair.second):
        note_down("pupil.not_the_same", pupil, by, reason=because)


@transaction.atomic
def reconsider(*, pair: Resemblance, by: User) -> None:
    """Take back that two records are two children: the pair is listed again.

    Raises WrongState where somebody has taken it back before.
    """
    said = Resemblance.objects.filter(pk=pair.pk, dismissed_at__isnull=False)
    if not said.update(dismissed_at=None, dismissed_by=None, because=""):
        raise WrongState("Somebody has taken this back already.")
    for pupil in (pair.first, pair.second):
        note_down("pupil.perhaps_the_same", pupil, by)


@transaction.atomic
def merge(*, kept: Pupil, merged: Pupil, because: str, by: User) -> PupilMerge:
    """Make one child of two records: `merged` points to `kept` from now on.

    Raises WrongState where one of them has been merged meanwhile, Refused without a reason and for a record
    with itself.
    """
    if not because.strip():
        raise Refused("Write how you know that it is one child.")
    if kept.pk == merged.pk:
        raise Refused("Choose two records.")
    # In the order of their keys, so that two who merge crosswise never wait for each other.
    rows = Pupil.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    locked = {pupil.pk: pupil for pupil in rows}
    kept, merged = locked[kept.pk], locked[merged.pk]
    if kept.merged_into_id or merged.merged_into_id:
        raise WrongState("One of the two has been merged meanwhile. Look at them again.")
    changed = {
        # Records that had been merged into the one that now goes.
        "merged": list(merged.merged.values_list("pk", flat=True)),
        **_bring_enrolments(kept, merged),
        **_bring_facts(kept, merged),
        **_bring_upn(kept, merged, by),
    }
    Pupil.objects.filter(pk__in=changed["merged"]).update(merged_into=kept)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into", "upn"])
    kept.save(update_fields=["upn"])
    facts_changed.send(Pupil, pupils=[kept.pk, merged.pk])
    made = PupilMerge.objects.create(
        kept=kept,
        merged=merged,
        because=because.strip(),
        merged_by=by,
        merged_as=standing_of(by).capacity(),
        changed=changed,
    )
    note_down("pupil.merge", kept, by, reason=because, detail={"merged": merged.reference})
    note_down("pupil.merged", merged, by, reason=because, detail={"into": kept.reference})
    return made


def _bring_enrolments(kept: Pupil, merged: Pupil) -> dict[str, Any]:
    """Rolls go over. Where both are on one school's roll now, the second entry ends today."""
    today = timezone.localdate()
    open_at = set(kept.enrolments.filter(ends_on=None).values_list("school", flat=True))
    doubled = merged.enrolments.filter(ends_on=None, school__in=open_at)
    ended = list(doubled.values_list("pk", "leaving_reason"))
    doubled.update(
        # Not before its first day, which may be to come.
        ends_on=Greatest(F("starts_on"), Value(today, DateField())),
        leaving_reason=LeavingReason.OTHER,
        destination_note=SECOND_RECORD,
    )
    staying = [pk for pk, _ in ended]
    moved = list(merged.enrolments.exclude(pk__in=staying).values_list("pk", flat=True))
    Enrolment.objects.filter(pk__in=moved).update(pupil=kept)
    return {"enrolments": moved, "ended": ended}


def _bring_facts(kept: Pupil, merged: Pupil) -> dict[str, Any]:
    """What only the merged record knew goes over; of what both know, the word of the kept one counts."""
    known = set(kept.facts.standing().values_list("kind", flat=True))
    rows = merged.facts.standing().exclude(kind__in=known)
    moved = list(rows.values_list("pk", flat=True))
    PupilFact.objects.filter(pk__in=moved).update(pupil=kept)
    return {"facts": moved}


def _bring_upn(kept: Pupil, merged: Pupil, by: User) -> dict[str, Any]:
    """Files that name the merged record's UPN find the kept one; a permanent UPN goes before a temporary."""
    had = {"kept_upn": kept.upn, "merged_upn": merged.upn}
    upn, merged.upn = merged.upn, None
    former = upn
    if upn and (kept.upn is None or (is_temporary(kept.upn) and not is_temporary(upn))):
        former, kept.upn = kept.upn, upn
    # The one that lets its UPN go is written first: a UPN is nobody else's.
    merged.save(update_fields=["upn"])
    added = None
    if former:
        row, is_new = PupilUpn.objects.get_or_create(
            pupil=kept,
            upn=former,
            defaults={"reason": MERGED_UPN, "ended_on": timezone.localdate(), "entered_by": by},
        )
        added = row.pk if is_new else None
    return {**had, "former_upn": added}


@transaction.atomic
def undo_merge(*, made: PupilMerge, because: str, by: User) -> None:
    """Make two records of one again. What was recorded meanwhile stays with the record that was kept.

    Raises WrongState where it is undone already or the kept record has itself been merged into another,
    Refused without a reason and where a UPN has gone to somebody else.
    """
    if not because.strip():
        raise Refused("Write why they are two children after all.")
    made = PupilMerge.objects.select_for_update().get(pk=made.pk)
    rows = Pupil.objects.select_for_update().filter(pk__in=[made.kept_id, made.merged_id]).order_by("pk")
    locked = {pupil.pk: pupil for pupil in rows}
    kept, merged = locked[made.kept_id], locked[made.merged_id]
    if made.undone_at or merged.merged_into_id != kept.pk:
        raise WrongState("This merge is undone already, or the record was merged into another since.")
    _take_upn_back(kept, merged, made.changed)
    Enrolment.objects.filter(pk__in=made.changed["enrolments"], pupil=kept).update(pupil=merged)
    for pk, reason in made.changed["ended"]:
        # Unless somebody has said since how it really ended.
        Enrolment.objects.filter(pk=pk, destination_note=SECOND_RECORD).update(
            ends_on=None, leaving_reason=reason, destination_note=""
        )
    PupilFact.objects.filter(pk__in=made.changed["facts"], pupil=kept).update(pupil=merged)
    Pupil.objects.filter(pk__in=made.changed["merged"], merged_into=kept).update(merged_into=merged)
    merged.merged_into = None
    merged.save(update_fields=["merged_into", "upn"])
    facts_changed.send(Pupil, pupils=[kept.pk, merged.pk])
    made.undone_at, made.undone_by, made.undone_because = timezone.now(), by, because.strip()
    made.save(update_fields=["undone_at", "undone_by", "undone_because"])
    # Whoever makes two of one says that they are two children: the pair does not wait again.
    first, second = sorted([kept.pk, merged.pk])
    Resemblance.objects.filter(first=first, second=second).update(
        dismissed_at=made.undone_at, dismissed_by=by, because=made.undone_because
    )
    note_down("pupil.unmerge", kept, by, reason=because, detail={"merged": merged.reference})
    note_down("pupil.unmerged", merged, by, reason=because, detail={"from": kept.reference})


def _take_upn_back(kept: Pupil, merged: Pupil, changed: dict[str, Any]) -> None:
    """Both have the UPNs of before; a UPN that was corrected meanwhile stays as it was corrected."""
    upn = changed["merged_upn"]
    if upn and Pupil.objects.filter(upn=upn).exclude(pk=kept.pk).exists():
        raise Refused("Another pupil has this record’s UPN now. Correct that first.")
    if kept.upn == upn and upn:
        kept.upn = changed["kept_upn"]
        kept.save(update_fields=["upn"])
    merged.upn = upn
    if changed["former_upn"]:
        PupilUpn.objects.filter(pk=changed["former_upn"], reason=MERGED_UPN).delete()
