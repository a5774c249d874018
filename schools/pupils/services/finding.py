"""Looking for pupils, and putting on roll one who is not in the portal yet."""

import sys
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from schools.links.standing import Scope, standing_of
from schools.pupils.likeness import Record, alike
from schools.pupils.models import Enrolment, Pupil, PupilQuerySet
from schools.pupils.upn import tidy_upn, validate_upn
from schools.pupils.words import fold
from schools.register.models import School

MOST_FOUND = 20
# The key of a record that is not there yet: after all others.
NEW = sys.maxsize


def search_pupils(*, school: School, words: str, by: User) -> list[Pupil]:
    """Pupils on this school's roll who fit the words typed and whom this person may name, each with
    `year_group`; one more than MOST_FOUND at most, so that a page can say that there are more.

    The search is written down without the words: they are a child's name.
    """
    visible = _on_roll(Pupil.objects.nameable_by(by), school)
    found = list(visible.matching(words).with_year_group(school)[: MOST_FOUND + 1])
    _note_search(found, school, by)
    return found


def find_pupils(*, words: str, by: User) -> list[Pupil]:
    """Pupils whose page this person may open and who fit the words typed, each with `enrolments_now`, the
    enrolments of today with their schools; one more than MOST_FOUND at most.

    The search is written down without the words: they are a child's name.
    """
    now = Enrolment.objects.active(timezone.localdate()).select_related("school")
    matching = Pupil.objects.openable_by(by).matching(words)
    found: list[Pupil] = list(
        matching.prefetch_related(Prefetch("enrolments", now, "enrolments_now"))[: MOST_FOUND + 1]
    )
    record(
        by=by,
        kind=Kind.SEARCH,
        verb="pupil.search",
        about=[pupil.reference for pupil in found],
        capacity=standing_of(by).capacity(),
        detail={"found": len(found)},
    )
    return found


def look_alikes(*, school: School, forename: str, surname: str, born_on: date, by: User) -> list[Pupil]:
    """Pupils on this school's roll, among those this person may name, who may be the one about to be added
    (`schools.pupils.likeness`), each with `year_group`. Empty where `add_pupil` would give back a pupil by
    the very same names and date of birth anyway.

    What was found is written down, as of a search.
    """
    visible = _on_roll(Pupil.objects.nameable_by(by), school)
    new = Record.of(NEW, forename, surname, "", born_on)
    rows = visible.values_list("pk", "forename", "surname", "preferred_name", "born_on")
    near = [Record.of(*row) for row in rows.filter(_perhaps(new))]
    if any((r.forename, r.surname, r.born_on) == (new.forename, new.surname, new.born_on) for r in near):
        return []
    wanted = {one.pk for record in near for one, other, _ in alike([record, new]) if other.pk == NEW}
    found = list(visible.filter(pk__in=wanted).with_year_group(school)[:MOST_FOUND]) if wanted else []
    if found:
        _note_search(found, school, by)
    return found


def add_pupil(
    *,
    school: School,
    forename: str,
    surname: str,
    born_on: date,
    year_group: str,
    upn: str,
    by: User,
) -> Pupil:
    """Put a pupil on a school's roll from today; `upn` may be empty where it is not known.

    Where the pupil is on this roll already (the same UPN, or the same names and date of birth), that
    pupil is given back. Raises ValidationError for a UPN that is none, and Refused where the UPN is
    another pupil's, without a word about that pupil.
    """
    upn = tidy_upn(upn)
    if upn:
        validate_upn(upn)
    try:
        with transaction.atomic():
            known = _known(school, forename, surname, born_on, upn)
            if known is None:
                return _create(school, forename, surname, born_on, year_group, upn, by)
            if upn and known.upn is None:
                _learn_upn(known, school, upn, by)
            return known
    except IntegrityError:
        # Somebody else added the same UPN in this moment.
        known = _known(school, forename, surname, born_on, upn)
        if known is None:
            raise
        return known


def _perhaps(new: Record) -> Q:
    """Narrow the roll to records worth comparing: of the same day, or with the same names."""
    return Q(born_on=new.born_on) | Q(search_name__contains=new.surname)


def _note_search(found: list[Pupil], school: School, by: User) -> None:
    record(
        by=by,
        kind=Kind.SEARCH,
        verb="pupil.search",
        about=[str(school.urn), *(pupil.reference for pupil in found)],
        capacity=standing_of(by).capacity(school.pk),
        detail={"found": len(found)},
    )


def _on_roll(pupils: PupilQuerySet, school: School) -> PupilQuerySet:
    return pupils.on_roll_within(Scope(everywhere=False, school_ids=frozenset([school.pk])))


def _known(school: School, forename: str, surname: str, born_on: date, upn: str) -> Pupil | None:
    on_roll = _on_roll(Pupil.objects.all(), school)
    if upn:
        pupil = on_roll.filter(upn=upn).first()
        if pupil is None and Pupil.objects.filter(upn=upn).exists():
            raise Refused(
                "This UPN cannot be added to your school’s roll here. Check it against your records. If it "
                "is right, leave the UPN empty, carry on, and write to "
                f"{settings.AUTHORITY['support_email']}: they will put the UPN right."
            )
        if pupil is not None:
            return pupil
    names = (fold(forename), fold(surname))
    same_day = on_roll.filter(born_on=born_on, **({"upn": None} if upn else {}))
    return next((p for p in same_day if (fold(p.forename), fold(p.surname)) == names), None)


def _learn_upn(pupil: Pupil, school: School, upn: str, by: User) -> None:
    pupil.upn = upn
    pupil.save(update_fields=["upn"])
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="pupil.learn_upn",
        about=[pupil.reference, str(school.urn)],
        capacity=standing_of(by).capacity(school.pk),
    )


def _create(
    school: School, forename: str, surname: str, born_on: date, year_group: str, upn: str, by: User
) -> Pupil:
    pupil = Pupil.objects.create(upn=upn or None, forename=forename, surname=surname, born_on=born_on)
    today = timezone.localdate()
    Enrolment.objects.create(pupil=pupil, school=school, year_group=year_group, starts_on=today)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="pupil.add",
        about=[pupil.reference, str(school.urn)],
        capacity=standing_of(by).capacity(school.pk),
        detail={"has_upn": bool(upn)},
    )
    return pupil
