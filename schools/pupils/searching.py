"""Pupils in the portal's search."""

from django.db.models import Prefetch
from django.utils import timezone

from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from portal.search.sources import Found, Source
from schools.pupils.models import Enrolment, Pupil


def find(user: User, typed: str, most: int) -> list[Found]:
    """Pupils whose page this person may open, by name, date of birth, UPN or reference."""
    now = Enrolment.objects.active(timezone.localdate()).select_related("school")
    rows = Pupil.objects.openable_by(user).matching(typed)
    found = rows.prefetch_related(Prefetch("enrolments", now, "enrolments_now"))[:most]
    return [
        Found(pupil.full_name, pupil.get_absolute_url(), _line(pupil), pupil.reference) for pupil in found
    ]


def _line(pupil: Pupil) -> str:
    places = [
        f"{e.get_year_group_display()} at {e.school.name}" for e in getattr(pupil, "enrolments_now", ())
    ]
    return ", ".join([f"born {plain_date(pupil.born_on)}", *places])


SOURCE = Source(10, "pupils", "Pupils", find)
