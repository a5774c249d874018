"""What stands beside a decision besides earlier work: which services know the child, who may be family."""

from dataclasses import dataclass

from django.utils import timezone

from exclusions.concerns.models import Concern
from portal.accounts.models import User
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.reading import ReadableFact, flags, readable, tiers_of

MOST_NAMESAKES = 6


@dataclass(frozen=True)
class KnownPupil:
    """A pupil of the concern with what is known today, as far as one person reads it."""

    pupil: Pupil
    facts: list[ReadableFact]


def known_to_services(pupils: list[Pupil], user: User) -> list[KnownPupil]:
    """Of each pupil: special needs, looked after, social worker, as far as `user` reads them."""
    return [KnownPupil(p, flags(readable(p.whole_facts, tiers_of(user, p)))) for p in pupils]


def namesakes(concern: Concern, pupils: list[Pupil], user: User) -> list[Pupil]:
    """Others on the school's roll today with a surname of these pupils whose page `user` may open.

    The portal keeps no families: brothers and sisters can be among them, and strangers.
    """
    if not pupils:
        return []
    here = Enrolment.objects.active(timezone.localdate()).filter(
        school=concern.school_id, pupil__surname__in={pupil.surname for pupil in pupils}
    )
    rows = Pupil.objects.openable_by(user).filter(pk__in=here.values("pupil"))
    known = [pk for pupil in pupils for pk in pupil.records]
    return list(rows.exclude(pk__in=known).with_year_group(concern.school)[:MOST_NAMESAKES])
