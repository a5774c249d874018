"""Two records that may be of one child, and what was done about it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from schools.pupils.models.pupils import Pupil


class ResemblanceQuerySet(models.QuerySet["Resemblance"]):
    def visible_to(self, user: User | AnonymousUser) -> "ResemblanceQuerySet":
        """Pairs of which this person keeps both pupils' details."""
        kept = Pupil.objects.manageable_by(user).values("pk")
        return self.filter(first__in=kept, second__in=kept)

    def waiting(self) -> "ResemblanceQuerySet":
        """Pairs that nobody has merged or said to be two children."""
        return self.unmerged().filter(dismissed_at=None)

    def unmerged(self) -> "ResemblanceQuerySet":
        """Pairs of two records that stand each for itself, also of those said to be two children."""
        return self.filter(first__merged_into=None, second__merged_into=None)


@classify(Retention.PUPIL_FILE, T2="first second reasons found_at dismissed_at dismissed_by because")
class Resemblance(models.Model):
    """Two records that look like one child, why, and that somebody said they are two children."""

    first = models.ForeignKey(Pupil, models.CASCADE, related_name="+")
    second = models.ForeignKey(Pupil, models.CASCADE, related_name="+")
    reasons: Any = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    because = models.CharField("why they are two children", max_length=250, blank=True)

    objects = ResemblanceQuerySet.as_manager()

    class Meta:
        ordering = ("-found_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="two_records_resemble_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="the_older_record_comes_first"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


@classify(
    Retention.PUPIL_FILE,
    T2="kept merged because merged_by merged_as merged_at changed undone_at undone_by undone_because",
)
class PupilMerge(models.Model):
    """One record was merged into another, by whom and why; and that this was undone.

    `changed` holds what the merge wrote in this room, so that undoing writes it back: ids of enrolments and
    facts that went over, what enrolments were before they ended, the UPN.
    """

    kept = models.ForeignKey(Pupil, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    because = models.CharField(max_length=250)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_as = models.CharField(max_length=60)
    merged_at = models.DateTimeField(default=timezone.now)
    changed: Any = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_because = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ("-merged_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("merged",), condition=Q(undone_at=None), name="a_record_is_merged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"
