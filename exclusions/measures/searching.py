"""Measures in the portal's search."""

from django.db.models import Exists, OuterRef, Q

from exclusions.measures.kinds import KINDS, spec_of
from exclusions.measures.models import Measure
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from portal.search.sources import Found, Source
from schools.pupils.models import Pupil


def find(user: User, typed: str, most: int) -> list[Found]:
    """Records this person may read, by reference or by their pupil, newest first."""
    pupil = Pupil.objects.matching(typed).filter(pk=OuterRef("pupil"))
    wanted = Q(reference=tidy_reference(typed)) | Exists(pupil)
    rows = Measure.objects.visible_to(user).filter(wanted, kind__in=KINDS).for_list()
    return [_found(measure) for measure in rows.order_by("-recorded_at", "-pk")[:most]]


def _found(measure: Measure) -> Found:
    since = f" from {plain_date(measure.starts_on)}" if measure.starts_on else ""
    what = f"{spec_of(measure).label.lower()}{since}"
    line = f"{measure.pupil.short_name}, {measure.school.name}, {what}"
    return Found(measure.reference, measure.get_absolute_url(), line, measure.reference)


SOURCE = Source(28, "measures", "Moves, directions and separations", find)
