"""Suspensions in the portal's search."""

from django.db.models import Exists, OuterRef, Q

from exclusions.suspensions.models import Suspension
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from portal.search.sources import Found, Source
from schools.pupils.models import Pupil


def find(user: User, typed: str, most: int) -> list[Found]:
    """Records this person may read, by reference or by their pupil, newest first."""
    # Pupil by pupil of the records in sight, not record by record of every pupil in the country.
    pupil = Pupil.objects.matching(typed).filter(pk=OuterRef("pupil"))
    wanted = Q(reference=tidy_reference(typed)) | Exists(pupil)
    rows = Suspension.objects.visible_to(user).filter(wanted).for_list()
    return [_found(record) for record in rows.order_by("-starts_on", "-pk")[:most]]


def _found(record: Suspension) -> Found:
    what = f"{record.get_kind_display().lower()} from {plain_date(record.starts_on)}"
    line = f"{record.pupil.short_name}, {record.school.name}, {what}"
    return Found(record.reference, record.get_absolute_url(), line, record.reference)


SOURCE = Source(27, "suspensions", "Suspensions and exclusions", find)
