"""Working out anew what changed of itself: dates of schools, the rules, what is known of a pupil.

Whatever changes a record works out its duties in the same transaction. What duties rest on besides lies in
rooms below, which know nothing of them: it is compared with what it was, so that a run costs what has changed
and not what there is.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from exclusions.suspensions import packs
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import DerivedPupil, DerivedSchool, Duty, Suspension
from exclusions.suspensions.models.duties import OPEN
from schools.calendars import bank_holidays
from schools.calendars.arithmetic import Calendar
from schools.calendars.services import prepare_calendars
from schools.pupils.models import Pupil
from schools.register.models import School

# What fell due longer ago is history: no dates of its year change any more.
YEAR = timedelta(days=366)
WHY = "Term dates, the rules or what is known of the pupil changed"


def derive_again() -> int:
    """Work out anew what is open wherever something changed since it was last; gives back how many pupils.

    Safe to run twice, and to stop: a school is marked once its pupils are done, a pupil with its duties. One
    pupil at a time, so that nobody waits long.
    """
    digests = _digests()
    known = dict(DerivedSchool.objects.values_list("school_id", "digest"))
    changed = [school for school, digest in digests.items() if known.get(school) != digest]
    done = sum(_derive_school(school, digests[school]) for school in changed)
    done += _derive(_changed_pupils())
    _forget_history()
    return done


def _derive_school(school_id: int, digest: str) -> int:
    done = _derive(_recent().filter(school=school_id).values_list("suspension__pupil", flat=True).distinct())
    # The digest of before: dates that changed meanwhile differ from it at the next run.
    DerivedSchool.objects.update_or_create(school_id=school_id, defaults={"digest": digest})
    return done


def _derive(pupils: Iterable[int]) -> int:
    ids = list(pupils)
    for pk in ids:
        derive_pupil(Pupil.objects.get(pk=pk), why=WHY)
    return len(ids)


def _recent() -> QuerySet[Duty]:
    """What is open and fell due within a year; what has no day cannot move."""
    return Duty.objects.filter(OPEN, by__gte=timezone.localdate() - YEAR).order_by()


def _digests() -> dict[int, str]:
    """What the duties of each school with something open rest on, as a digest."""
    regimes = School.objects.filter(pk__in=_recent().values("school")).values_list("pk", "regime")
    schools = dict(regimes)
    calendars = prepare_calendars(schools)
    return {pk: _digest(calendars[pk], regime) for pk, regime in schools.items()}


def _digest(calendar: Calendar, regime: str) -> str:
    this_year = timezone.localdate().year
    holidays = [sorted(bank_holidays.of_year(this_year + n)) for n in (-1, 0, 1, 2)]
    said = (calendar.terms, sorted(calendar.closures), holidays, regime, _rules())
    return hashlib.sha256(repr(said).encode()).hexdigest()


@cache
def _rules() -> str:
    """A digest of the rules as they are written: a new release works everything out once."""
    folder = Path(packs.__file__).parent
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))).hexdigest()


def _children() -> QuerySet[Any, Any]:
    """The record that stands for each child of whom something is open and recent."""
    child = Coalesce("suspension__pupil__merged_into", "suspension__pupil")
    return _recent().annotate(child=child).values("child")


def _changed_pupils() -> list[int]:
    """Pupils whose date of birth, or the record that stands for them, is another now.

    Of two records that are no longer one child both: what one brought to the other's totals is gone. And a
    record that became one of a child with something open, though nothing had been kept of it any more.
    """
    rows = DerivedPupil.objects.annotate(child_now=Coalesce("pupil__merged_into", "pupil"))
    rows = rows.exclude(born_on=F("pupil__born_on"), child=F("child_now"))
    changed = {pk for pair in rows.values_list("pupil", "child") for pk in pair}
    merged = Pupil.objects.filter(
        Exists(Suspension.objects.filter(pupil=OuterRef("pk"))),
        ~Exists(DerivedPupil.objects.filter(pk=OuterRef("pk"))),
        merged_into__in=_children(),
    )
    return sorted(changed.union(merged.values_list("pk", flat=True)))


def _forget_history() -> None:
    """Keep nothing to compare of children of whom nothing is open: a run never reads what is closed."""
    DerivedPupil.objects.exclude(child__in=_children()).delete()
