"""Suspensions being written: saved as they are typed, on whatever device."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.models.records import Suspension
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.pupils.models import Pupil
from schools.register.models import School

# How long a draft that nobody touches is kept.
DRAFTS_KEPT = timedelta(days=30)


class SuspensionDraftQuerySet(models.QuerySet["SuspensionDraft"]):
    def of(self, user: User | AnonymousUser) -> "SuspensionDraftQuerySet":
        """Drafts are their author's alone until they are recorded."""
        return self.filter(author_id=user.pk) if user.pk else self.none()

    def unsent(self) -> "SuspensionDraftQuerySet":
        return self.filter(suspension=None)


@classify(
    Retention.WORKING,
    T1="reference school created_at saved_at version suspension",
    T2="author",
    T3="pupil content",
)
class SuspensionDraft(models.Model):
    """What is typed of a suspension, valid or not: `content` maps names of the form's fields to it.

    `version` counts its saves, so that a second device cannot overwrite the first unseen. Once recorded,
    `suspension` says what it became: recording a draft twice gives the same suspension.
    """

    reference = ReferenceField("V", length=8)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspension_drafts")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    suspension = models.OneToOneField(Suspension, models.SET_NULL, null=True, related_name="draft")

    objects = SuspensionDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "-pk")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("suspensions:draft", args=[self.reference])

    @property
    def deleted_on(self) -> date:
        """The day on which it is deleted, if nobody touches it."""
        return timezone.localdate(self.saved_at + DRAFTS_KEPT)
