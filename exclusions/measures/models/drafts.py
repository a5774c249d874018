"""Measures being written: saved as they are typed, on whatever device."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from exclusions.measures.enums import MeasureKind
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.pupils.models import Pupil
from schools.register.models import School

# How long a draft that nobody touches is kept.
DRAFTS_KEPT = timedelta(days=30)


class MeasureDraftQuerySet(models.QuerySet["MeasureDraft"]):
    def of(self, user: User | AnonymousUser) -> "MeasureDraftQuerySet":
        """Drafts are their author's alone until they are recorded."""
        return self.filter(author_id=user.pk) if user.pk else self.none()


@classify(
    Retention.WORKING,
    T1="reference kind school created_at saved_at version",
    T2="author",
    T4="pupil content",
)
class MeasureDraft(models.Model):
    """What one person has typed of one kind of measure of a pupil: by the form's fields, valid or not.

    `version` counts its saves, so that a second device cannot overwrite the first unseen. It is deleted when
    the measure is recorded.
    """

    reference = ReferenceField("D", length=8)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="measure_drafts")
    kind = models.CharField(max_length=12, choices=MeasureKind.choices)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    content: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = MeasureDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("author", "kind", "school", "pupil"), name="one_draft_of_a_kind_about_a_pupil"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from exclusions.measures.kinds import KINDS  # noqa: PLC0415 -- kinds stand above models

        spec = KINDS[self.kind]
        return reverse("measures:new", args=[spec, self.pupil.reference, self.school.urn])

    @property
    def deleted_on(self) -> date:
        """The day on which it is deleted, if nobody touches it."""
        return timezone.localdate(self.saved_at + DRAFTS_KEPT)
