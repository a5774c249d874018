"""Cases in the portal's search."""

from django.db.models import Exists, OuterRef, Q

from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.search.sources import Found, Source
from schools.pupils.models import Pupil


def find(user: User, typed: str, most: int) -> list[Found]:
    """Cases this person may read, by reference or by their pupil, newest first."""
    # Pupil by pupil of the cases in sight, not case by case of every pupil in the country.
    pupil = Pupil.objects.matching(typed).filter(pk=OuterRef("pupil"))
    wanted = Q(reference=tidy_reference(typed)) | Exists(pupil)
    rows = Case.objects.visible_to(user).filter(wanted).for_list().order_by("-opened_at", "-pk")[:most]
    return [_found(case) for case in rows]


def _found(case: Case) -> Found:
    where = "closed" if case.closed_at else case.stage.name
    line = f"{case.pupil.short_name}, {case.school.name}, {where}"
    return Found(case.reference, case.get_absolute_url(), line, case.reference)


SOURCE = Source(25, "cases", "Cases", find)
