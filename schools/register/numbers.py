"""Schools as files name them: by URN, or by the DfE number of authority and establishment."""

from collections.abc import Iterable

from django.db.models import Q

from schools.register.models import School
from schools.register.searching import DFE_NUMBER

# A URN as it stands, or (authority, establishment).
SchoolNumber = int | tuple[int, int]


def school_number(cell: str) -> SchoolNumber | None:
    """What a cell means: a URN (6 digits) or a DfE number (`999/4001`, `9994001`); None where it is empty.

    Raises ValueError with the reason for anything else.
    """
    tidy = " ".join(cell.split())
    if not tidy:
        return None
    if dfe := DFE_NUMBER.fullmatch(tidy):
        return int(dfe[1]), int(dfe[2])
    if tidy.isascii() and tidy.isdecimal() and len(tidy) <= 6:
        return int(tidy)
    raise ValueError(f'"{tidy[:40]}" is neither a URN (6 digits) nor a DfE number (7 digits)')


def schools_numbered(numbers: Iterable[SchoolNumber | None]) -> dict[SchoolNumber | None, School]:
    """The schools of these numbers, in one query; numbers of no school are left out.

    A DfE number outlives a conversion to an academy: the live school is meant.
    """
    wanted = {number for number in numbers if number is not None}
    pairs = {number for number in wanted if isinstance(number, tuple)}
    places = Q(la_code__in={la for la, _ in pairs}, establishment_number__in={place for _, place in pairs})
    urns = Q(urn__in=[number for number in wanted if isinstance(number, int)])
    found = School.objects.filter(urns | places) if wanted else []
    # The live one last, so that it stands.
    keyed = sorted(found, key=lambda school: school.is_live)
    by_number: dict[SchoolNumber | None, School] = {school.urn: school for school in keyed}
    for school in keyed:
        if school.establishment_number is not None:
            by_number[school.la_code, school.establishment_number] = school
    return {number: school for number, school in by_number.items() if number in wanted}
