"""Concerns that belong together, as somebody who reads both has said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from exclusions.concerns.models.concerns import Concern
from portal.accounts.models import User
from portal.core.privacy import Retention, classify


class RelationQuerySet(models.QuerySet["Relation"]):
    def live(self) -> "RelationQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, user: User) -> "RelationQuerySet":
        """Those whose both concerns this person may read: a sealed one shows on no other's page."""
        seen = Concern.objects.visible_to(user).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def of(self, concern: Concern) -> "RelationQuerySet":
        return self.filter(Q(first=concern) | Q(second=concern))


@classify(
    Retention.PUPIL_FILE,
    T1="made_at ended_at",
    T2="first second made_by capacity ended_by",
    T4="because ended_because",
)
class Relation(models.Model):
    """Two concerns belong together, both ways; why is kept, and taking it back too."""

    first = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    second = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    because = models.TextField("why they belong together")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            # The older one first: so that one pair is one row, whichever way it was said.
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="a_relation_starts_with_the_older"
            ),
            models.UniqueConstraint(
                fields=("first", "second"), condition=Q(ended_at=None), name="two_concerns_are_related_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
