"""The register in the demo: taken in a few days ago, and a newer file that waits for the administrator.

In it three schools become academies at once, which is more than the portal imports by itself.
"""

import csv
import io
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from portal.bulk.models import Import
from portal.bulk.work import run_import
from portal.demo.accounts import SCHOOL
from portal.demo.places import ACADEMY_CONVERTER
from portal.notices.models import Delivery
from schools.register.enums import Refreshed, Status, TypeGroup
from schools.register.importer.layout import ALL_NAMES
from schools.register.models import Refresh, School, Trust

HEADER = (
    "URN",
    "LA (code)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (code)",
    "EstablishmentStatus (code)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (code)",
    "Trusts (code)",
    "Trusts (name)",
)
CONVERTING, TAKEN_IN = 3, timedelta(days=4)


def refresh_the_register(today: date) -> None:
    """The register was current four days ago; the file of today waits, checked. No email leaves."""
    schools = list(School.objects.select_related("trust").order_by("urn"))
    missing = [name for name in ALL_NAMES if name not in HEADER]
    then = today - TAKEN_IN
    Refresh.objects.create(
        at=timezone.now() - TAKEN_IN,
        file=f"edubasealldata{then:%Y%m%d}.csv",
        dated=then,
        rows=len(schools),
        missing=missing,
        outcome=Refreshed.APPLIED,
        by_portal=True,
    )
    trust = Trust.objects.order_by("pk").first()
    may_convert = (s for s in schools if s.type_group == TypeGroup.MAINTAINED and s.status == Status.OPEN)
    converting = [school for school in may_convert if school.name != SCHOOL][:CONVERTING]
    if trust is None or len(converting) < CONVERTING:
        return  # a demo of few schools
    content = _file(schools, converting, trust, today)
    name = f"edubasealldata{today:%Y%m%d}.csv"
    item = Import.objects.create(
        kind="schools",
        owner=None,
        name=name,
        file=ContentFile(content, name=name),
        size=len(content),
        options={"whose": "every"},
    )
    Refresh.objects.create(file=name, dated=today, by_portal=True, item=item)
    run_import(item.pk)
    Delivery.objects.waiting().update(sent_at=timezone.now())


def _file(schools: list[School], converting: list[School], trust: Trust, today: date) -> bytes:
    """The register as it stands, but for the schools that convert: they close, and academies open."""
    target, turn = io.StringIO(), today.replace(day=1)
    writer = csv.writer(target)
    writer.writerow(HEADER)
    going = {school.urn for school in converting}
    for school in schools:
        if school.urn in going:
            school.status, school.closed_on = Status.CLOSED, turn - timedelta(days=1)
        writer.writerow(_row(school))
    last = schools[-1].urn
    for number, school in enumerate(converting, start=1):
        academy = School(
            urn=last + number,
            la_code=school.la_code,
            establishment_number=school.establishment_number,
            name=f"{school.name} Academy".replace("School Academy", "Academy"),
            type_code=ACADEMY_CONVERTER,
            type_name="Academy converter",
            type_group=TypeGroup.ACADEMIES,
            phase=school.phase,
            opened_on=turn,
            trust=trust,
        )
        writer.writerow(_row(academy))
    return target.getvalue().encode()


def _row(school: School) -> list[object]:
    trust = school.trust
    return [
        school.urn,
        school.la_code,
        school.establishment_number,
        school.name,
        school.type_code,
        school.type_name,
        school.type_group,
        int(school.status),
        _day(school.opened_on),
        _day(school.closed_on),
        school.phase,
        trust.uid if trust else "",
        trust.name if trust else "",
    ]


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""
