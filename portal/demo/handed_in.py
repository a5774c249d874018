"""A file of pupils that the known school has handed in: checked, with rows of every fate."""

import csv
import io
from datetime import date

from django.core.files.base import ContentFile

from portal.accounts.models import User
from portal.bulk.models import Import
from portal.bulk.work import run_import
from schools.pupils.enums import FactSource
from schools.pupils.models import Enrolment
from schools.register.models import School

HEADER = ("UPN", "Last name", "First name", "Date of birth", "Year group", "SEN provision")
# Row 2 is new; row 3's birthday and row 4's UPN cannot be.
MADE_UP = (
    ("", "Holloway", "Esme", "09/02/2015", "7", "K"),
    ("", "Aldous", "Finn", "31/02/2014", "8", "N"),
    ("B999400126001", "Marchetti", "Luca", "17/06/2013", "9", "N"),
)
KNOWN = 6


def hand_in_a_roll(school: School, by: User, today: date) -> Import:
    """A checked import that waits for the safeguarding lead's word; nothing of it is applied."""
    on_roll = Enrolment.objects.active(today).filter(school=school).select_related("pupil").order_by("pk")
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerows([HEADER, *MADE_UP])
    for enrolment in on_roll[:KNOWN]:
        pupil = enrolment.pupil
        writer.writerow((pupil.upn, pupil.surname, pupil.forename, pupil.born_on, enrolment.year_group, "K"))
    content = ContentFile(target.getvalue().encode(), name="pupils.csv")
    options = {"urn": school.urn, "as_at": today.isoformat(), "source": FactSource.SCHOOL_SYSTEM.value}
    item = Import.objects.create(
        kind="pupils",
        owner=by,
        name="pupils-november.csv",
        file=content,
        size=content.size,
        options=options,
        about=str(school.urn),
    )
    run_import(item.pk)
    return item
