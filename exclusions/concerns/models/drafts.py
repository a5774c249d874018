"""Drafts of concerns, and the files of drafts and concerns."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models.concerns import Concern
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.files.models import PrivateFile
from schools.pupils.models import Pupil
from schools.register.models import School

# How long a draft that nobody touches is kept, and how long before that its author is warned.
DRAFTS_KEPT = timedelta(days=30)
DRAFTS_WARNED_BEFORE = timedelta(days=7)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: User | AnonymousUser) -> "DraftQuerySet":
        """Drafts are their author's alone until they are sent."""
        return self.filter(author_id=user.pk) if user.pk else self.none()

    def unsent(self) -> "DraftQuerySet":
        return self.filter(concern=None)

    def untouched_since(self, moment: datetime) -> "DraftQuerySet":
        return self.filter(saved_at__lt=moment)


@classify(
    Retention.WORKING,
    T1="reference school created_at saved_at warned_at version concern",
    T2="author",
    T4="content pupils",
)
class Draft(models.Model):
    """A concern being written: saved as it is typed, on whatever device.

    `content` holds the form's fields as typed, valid or not (`concerns.content`). `version` counts their
    saves, so that a second device cannot overwrite the first unseen. Once sent, `concern` says where it
    went: sending a draft twice gives the same concern.
    """

    reference = ReferenceField("D", length=8)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="concern_drafts")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    pupils = models.ManyToManyField(Pupil, related_name="+")
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, help_text="when its author was told that it will be deleted")
    version = models.PositiveIntegerField(default=1)
    concern = models.OneToOneField(Concern, models.SET_NULL, null=True, related_name="draft")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "-pk")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("concerns:draft", args=[self.reference])

    @property
    def deleted_on(self) -> date:
        """The day on which it is deleted, if nobody touches it."""
        return timezone.localdate(self.saved_at + DRAFTS_KEPT)


class ConcernFileQuerySet(models.QuerySet["ConcernFile"]):
    def visible_to(self, user: User | AnonymousUser) -> "ConcernFileQuerySet":
        """Files of concerns this person may read, and of their own unsent drafts."""
        concerns = Concern.objects.visible_to(user).values("pk")
        drafts = Draft.objects.of(user).unsent().values("pk")
        return self.filter(Q(concern__in=concerns) | Q(concern=None, draft__in=drafts))


@classify(Retention.PUPIL_FILE, T1=PrivateFile.T1_COLUMNS, T4=PrivateFile.T4_COLUMNS, T2="concern draft")
class ConcernFile(PrivateFile):
    """A file or photo of a concern: of the draft first, of the concern once it is sent."""

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="files")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="files")

    objects = ConcernFileQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
