"""Finding schools by what people call them: in the directory and in the portal's search."""

import re

from django.db.models import Q

from portal.accounts.models import User
from portal.search.sources import Found, Source
from schools.register.models import School

DFE_NUMBER = re.compile(r"(\d{3})[/ -]?(\d{4})", re.ASCII)
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})", re.ASCII)


def matching(typed: str) -> Q:
    """Each word in the name or the town; or a postcode, a URN, a DfE number as a whole."""
    tidy = " ".join(typed.split())
    number = DFE_NUMBER.fullmatch(tidy)
    if number:
        dfe = Q(la_code=number[1], establishment_number=number[2])
        return dfe | Q(urn=number[1] + number[2])
    if tidy.isascii() and tidy.isdecimal():
        return Q(urn=tidy)
    postcode = POSTCODE.fullmatch(tidy.upper())
    if postcode:
        return Q(postcode__istartswith=f"{postcode[1]} {postcode[2]}")
    found = Q()
    for word in tidy.split()[:8]:
        found &= Q(name__icontains=word) | Q(town__icontains=word) | Q(postcode__istartswith=word)
    return found


def find(user: User, typed: str, most: int) -> list[Found]:
    """Schools that take pupils now; every signed-in person may read the register."""
    rows = School.objects.live().filter(matching(typed)).order_by("name", "pk")[:most]
    return [Found(s.name, s.get_absolute_url(), f"{s.type_name}, {s.town}") for s in rows]


SOURCE = Source(30, "schools", "Schools", find)
