"""Taking a census, and the number of pupils that rates are counted by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk.chunks import chunks
from portal.core.errors import Refused
from schools.headcounts.census_day import last_census_day
from schools.headcounts.counting import count
from schools.headcounts.enums import Characteristic, Source
from schools.headcounts.models import Census, CensusCount
from schools.register.models import School

SCHOOLS_AT_A_TIME = 200


@dataclass(frozen=True)
class Headcount:
    """A school's number of pupils on a census day, and where it comes from."""

    number: int
    on: date
    source: Source


def headcounts(school_ids: Collection[int], on: date) -> dict[int, Headcount]:
    """The pupils of these schools on the last January census day up to a day, in one query.

    It is the denominator of rates (domain.md 4.1: pupils on roll at the January census). What a school sent
    stands before what the portal counted; a school without either is left out.
    """
    census_on = last_census_day(on)
    rows = CensusCount.objects.filter(
        census__school__in=school_ids,
        census__on=census_on,
        characteristic=Characteristic.TOTAL,
        year_group="",
    )
    found: dict[int, Headcount] = {}
    # Counted before imported, so that the imported one stands.
    columns = ("census__school_id", "number", "census__source")
    for school_id, number, source in rows.order_by("census__source").values_list(*columns):
        found[school_id] = Headcount(number, census_on, Source(source))
    return found


def take_census(*, on: date, by: User | None, school_ids: Collection[int] | None = None) -> int:
    """Count the pupils of these schools, or of every school that takes pupils, as they were on a census day.

    A count taken before is replaced; imported numbers stay. Gives back how many schools have pupils. Raises
    Refused for a day to come, and for one before the last census: year groups are known one year back only.
    """
    today = timezone.localdate()
    if on != last_census_day(today):
        raise Refused("Only the last January census can be counted.")
    if school_ids is None:
        school_ids = School.objects.live().order_by("pk").values_list("pk", flat=True)
    return sum(_take(chosen, on, by) for chosen in chunks(school_ids, SCHOOLS_AT_A_TIME))


@transaction.atomic
def _take(school_ids: list[int], on: date, by: User | None) -> int:
    numbers = count(school_ids, on)
    # One at a time at a school: the second waits here and then replaces the first's count with its own.
    list(School.objects.select_for_update().filter(pk__in=school_ids).order_by("pk").values_list("pk"))
    Census.objects.filter(school__in=school_ids, on=on, source=Source.COUNTED).delete()
    counted = sorted({key.school_id for key in numbers})
    taken = Census.objects.bulk_create(
        Census(school_id=school_id, on=on, source=Source.COUNTED, taken_by=by) for school_id in counted
    )
    by_school = {census.school_id: census for census in taken}
    CensusCount.objects.bulk_create(
        (
            CensusCount(
                census=by_school[key.school_id],
                year_group=key.year_group,
                characteristic=key.characteristic,
                value=key.value,
                number=number,
            )
            for key, number in numbers.items()
        ),
        batch_size=2_000,
    )
    if counted:
        record(
            by=by,
            kind=Kind.CHANGE,
            verb="headcounts.count",
            detail={"on": on.isoformat(), "schools": len(counted)},
        )
    return len(counted)


def count_if_due() -> int:
    """Count the last census once it has come, where no school of the portal has been counted for it yet."""
    on = last_census_day(timezone.localdate())
    if Census.objects.filter(on=on, source=Source.COUNTED).exists():
        return 0
    return take_census(on=on, by=None)
