"""Files that the portal prepares in the background for one person, who alone may fetch them."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from portal.accounts.models import User
from portal.core.listing import XLSX
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.exports.enums import STATE_COLOURS, Format, State
from portal.files.models import private_storage
from schools.register.models import School

CONTENT_TYPES = {Format.XLSX: XLSX, Format.CSV: "text/csv; charset=utf-8"}


def stored_path(instance: Any, filename: str) -> str:
    token = uuid.uuid4().hex
    return f"{instance._meta.model_name}/{token[:2]}/{token}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User | AnonymousUser) -> "ExportQuerySet":
        """One's own: a file holds what its owner may see, which another person may not."""
        return self.filter(owner=user) if isinstance(user, User) and user.is_active else self.none()

    def preparing(self) -> "ExportQuerySet":
        return self.filter(state=State.PREPARING)


@classify(
    Retention.WORKING,
    T1="reference owner path format state expected rows size sha256 attempts reach asked_at ready_at "
    "expires_at problem",
    T2="title",
    T4="query file",
)
class Export(models.Model):
    """One list as a file: made as its owner, with what they may see while it is made.

    File and filters are deleted after some days, the row after 30.
    """

    reference = ReferenceField("E", length=8)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    path = models.CharField("path of the list", max_length=200)
    query = models.TextField("filters, as in an address", blank=True)
    title = models.CharField(max_length=200)
    format = models.CharField(max_length=4, choices=Format.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    problem = models.CharField("why there is no file", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    expected = models.PositiveIntegerField("rows when it was asked for", default=0)
    rows = models.PositiveIntegerField("rows in the file", default=0)
    reach = models.JSONField(default=list, help_text="Where its owner stood while it was made")
    file = models.FileField(upload_to=stored_path, storage=private_storage, max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=("owner", "-asked_at")),
            models.Index(
                fields=("asked_at",), name="exports_being_prepared", condition=models.Q(state="preparing")
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="ready")
                | models.Q(ready_at__isnull=False, expires_at__isnull=False),
                name="a_ready_export_expires",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("exports:export", args=[self.reference])

    @property
    def colour(self) -> str:
        return STATE_COLOURS[State(self.state)]

    @property
    def is_ready(self) -> bool:
        """The file is there and may still be fetched; the job that deletes it comes by only now and then."""
        return self.state == State.READY and self.expires_at is not None and self.expires_at > timezone.now()

    # What `portal.files.serve_file` asks for.
    @property
    def name(self) -> str:
        made_on = timezone.localdate(self.ready_at)
        return f"{slugify(self.title)}-{made_on:%Y-%m-%d}.{self.format}"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[Format(self.format)]


@classify(
    Retention.WORKING,
    T1="reference owner school state rows files size sha256 attempts asked_at ready_at expires_at problem",
    T3="reason",
    T5="file",
)
class Copy(models.Model):
    """Everything the portal holds as one file, or all of one school, for who leaves with it."""

    reference = ReferenceField("Z", length=8)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="copies")
    school = models.ForeignKey(
        School, models.PROTECT, null=True, related_name="+", help_text="None: everything of every school"
    )
    reason = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    problem = models.CharField("why there is no file", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField("files of people in it", default=0)
    file = models.FileField(upload_to=stored_path, storage=private_storage, max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    content_type = "application/zip"

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name_plural = "copies"
        constraints = (
            models.UniqueConstraint(
                fields=("state",), condition=models.Q(state="preparing"), name="one_copy_is_made_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("exports:everything")

    @property
    def colour(self) -> str:
        return STATE_COLOURS[State(self.state)]

    @property
    def what(self) -> str:
        """`everything the portal holds`, `everything about St Mary’s School`."""
        return f"everything about {self.school.name}" if self.school else "everything the portal holds"

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY and self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def name(self) -> str:
        what = f"school-{self.school.urn}" if self.school else "everything"
        return f"{what}-{timezone.localdate(self.ready_at):%Y-%m-%d}.zip"
