"""Counting pupils as they were on a day, in a few queries however many schools and pupils there are."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from schools.headcounts.enums import YES, Characteristic
from schools.pupils.codes import ENGLISH, MAIN_ETHNICITY
from schools.pupils.enums import FactKind
from schools.pupils.models import YEAR_GROUPS, Enrolment, EnrolmentQuerySet

# Published headcounts hold single and main registrations: a pupil of two schools counts once (domain.md 2.7).
COUNTED = (Enrolment.Status.SINGLE, Enrolment.Status.MAIN)
YEARS = [code for code, _ in YEAR_GROUPS]
NOT_KNOWN = ("NOT", "REF")


class Key(NamedTuple):
    """What a number belongs to."""

    school_id: int
    year_group: str
    characteristic: str
    value: str


def count(school_ids: Collection[int], on: date) -> Counter[Key]:
    """The numbers of these schools on a day, whole schools (year group "") included, zeros left out."""
    rolls = Enrolment.objects.active(on).filter(school__in=school_ids, status__in=COUNTED)
    numbers: Counter[Key] = Counter()
    for key, number in _numbers(rolls, on):
        numbers[key] += number
        numbers[key._replace(year_group="")] += number
    return numbers


def _numbers(rolls: EnrolmentQuerySet, on: date) -> Iterator[tuple[Key, int]]:
    for row in _grouped(rolls, on):
        yield _key(row, Characteristic.TOTAL, ""), row["number"]
    for row in _grouped(rolls.exclude(pupil__sex=""), on, "pupil__sex"):
        yield _key(row, Characteristic.SEX, row["pupil__sex"]), row["number"]
    for kind in FactKind:
        # In one call, so that one and the same fact meets all of it.
        holds = Q(pupil__facts__ends_on=None) | Q(pupil__facts__ends_on__gte=on)
        known = rolls.filter(
            holds, pupil__facts__kind=kind, pupil__facts__withdrawn_at=None, pupil__facts__starts_on__lte=on
        )
        if kind in MEANINGS:
            for row in _grouped(known, on, "pupil__facts__value"):
                characteristic, value = _meaning(kind, row["pupil__facts__value"])
                if value:
                    yield _key(row, characteristic, value), row["number"]


def _grouped(rolls: EnrolmentQuerySet, on: date, *by: str) -> Any:
    """Pupils counted by school, year group and `by`; `moved` marks those who have changed year since."""
    moved = ExpressionWrapper(Q(year_since__gt=on), output_field=BooleanField())
    rows = rolls.order_by().annotate(moved=moved).values("school_id", "year_group", "moved", *by)
    return rows.annotate(number=Count("pupil", distinct=True))


def _key(row: dict[str, Any], characteristic: Characteristic, value: str) -> Key:
    year = _year_before(row["year_group"]) if row["moved"] else row["year_group"]
    return Key(row["school_id"], year, characteristic.value, value)


def _year_before(year_group: str) -> str:
    """Year 8 was Year 7 then; the first and those who follow no year stay what they are."""
    if year_group in ("X", YEARS[0]):
        return year_group
    return YEARS[YEARS.index(year_group) - 1]


MEANINGS = {
    FactKind.ETHNICITY: Characteristic.ETHNICITY,
    FactKind.FREE_MEALS: Characteristic.FREE_MEALS,
    FactKind.SEN_PROVISION: Characteristic.SEN_PROVISION,
    FactKind.FIRST_LANGUAGE: Characteristic.LANGUAGE,
    FactKind.LOOKED_AFTER: Characteristic.LOOKED_AFTER,
}


def _meaning(kind: FactKind, code: str) -> tuple[Characteristic, str]:
    """Under which value of which characteristic a fact counts; an empty value counts nowhere."""
    if kind == FactKind.ETHNICITY:
        code = MAIN_ETHNICITY.get(code, code)
    elif kind == FactKind.FIRST_LANGUAGE:
        code = "" if code in (*ENGLISH, *NOT_KNOWN) else "EAL"
    elif kind in (FactKind.FREE_MEALS, FactKind.LOOKED_AFTER):
        code = code if code == YES else ""
    return MEANINGS[kind], code
