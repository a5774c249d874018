"""Concerns to which something may belong better than into a new one: open, or sent a few days ago."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from exclusions.concerns import conditions
from exclusions.concerns.models import Concern, ConcernSubject, OtherSubject
from portal.accounts.models import User
from schools.pupils.models import Pupil
from schools.register.models import School

RECENT = timedelta(days=14)
MOST_SHOWN = 5


def similar_concerns(
    user: User, school: School, pupils: Iterable[Pupil], names: Iterable[str] = ()
) -> list[Concern]:
    """Open or recent concerns this person may read, about one of the pupils or a place of the same name.

    Names are compared at this school only, whatever their capitals: every school has a bus stop.
    """
    children = Pupil.objects.same_children([pupil.pk for pupil in pupils])
    by_pupil = ConcernSubject.objects.filter(pupil__in=children).values("concern")
    named = Q()
    for name in names:
        named |= Q(name__iexact=name)
    by_name = OtherSubject.objects.filter(named, concern__school=school).values("concern")
    alike = Q(pk__in=by_pupil) | Q(pk__in=by_name) if named else Q(pk__in=by_pupil)
    fresh = conditions.OPEN | Q(raised_at__gte=timezone.now() - RECENT)
    rows = Concern.objects.visible_to(user).filter(alike, fresh).select_related("school")
    return list(rows.order_by("-raised_at", "-pk")[:MOST_SHOWN])
