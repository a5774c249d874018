"""Which concerns belong to one, and which may: as one person may read them."""

from dataclasses import dataclass

from django.db.models import Q

from exclusions.concerns.models import Concern, ConcernSubject, Relation
from portal.accounts.models import User
from schools.pupils.models import Pupil

MOST_OFFERED = 10


@dataclass(frozen=True)
class Related:
    """Another concern, and why it belongs to this one."""

    relation: Relation
    concern: Concern


def related_to(concern: Concern, user: User) -> list[Related]:
    """Concerns linked to one, where this person may read both; in one query."""
    rows = Relation.objects.live().visible_to(user).of(concern)
    return [
        Related(relation, relation.second if relation.first_id == concern.pk else relation.first)
        for relation in rows.select_related("first", "second", "made_by")
    ]


def offered_for(concern: Concern, user: User) -> list[tuple[Concern, str]]:
    """Concerns that may belong to it, newest first: about the same child, or one who may be a brother or
    sister, with the reason to look. The portal knows no families: surnames are all it can compare.
    """
    pupils = [subject.pupil for subject in concern.subjects.select_related("pupil")]
    same = Pupil.objects.same_children([pupil.pk for pupil in pupils])
    alike = Q()
    for pupil in pupils:
        alike |= Q(surname__iexact=pupil.surname)
    family = Pupil.objects.filter(alike) if alike else Pupil.objects.none()
    seen = Concern.objects.visible_to(user).exclude(pk=concern.pk).order_by("-raised_at", "-pk")
    taken = [related.concern.pk for related in related_to(concern, user)]
    found: dict[Concern, str] = {}
    for children, words in ((same, "the same child"), (family, "same surname: brother or sister?")):
        about = ConcernSubject.objects.filter(pupil__in=children).values("concern")
        for other in seen.filter(pk__in=about).exclude(pk__in=taken)[:MOST_OFFERED]:
            found.setdefault(other, words)
    return list(found.items())[:MOST_OFFERED]
