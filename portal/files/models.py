"""Attachments in private storage. Rooms subclass PrivateFile and say whose file it is."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


def private_storage() -> Any:
    return storages["private"]


def stored_path(instance: "PrivateFile", filename: str) -> str:
    """Never the name a person gave the file: that may hold a child's name."""
    token = uuid.uuid4().hex
    return f"{instance._meta.model_name}/{token[:2]}/{token}"


class PrivateFile(models.Model):
    """One attachment. Its content type is what the content shows, not what the name says.

    Subclasses add the foreign key to the record the file belongs to, and classify their columns.
    Columns here: T2 for who and when, T4 for the name and the file.
    """

    T1_COLUMNS = "reference size content_type sha256 uploaded_at uploaded_by"
    T4_COLUMNS = "name file"

    reference = ReferenceField("F", length=8)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=stored_path, storage=private_storage, max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference


class HeldFileQuerySet(models.QuerySet["HeldFile"]):
    def waiting(self) -> "HeldFileQuerySet":
        """Those that the scanner has not looked at yet."""
        return self.filter(found="")


@classify(Retention.PUPIL_FILE, T1="file table held_at found found_at")
class HeldFile(models.Model):
    """A file that nobody is given: not scanned yet, or something was `found`. Once clean, the row goes."""

    file = models.CharField("reference of the file", max_length=16, unique=True)
    table = models.CharField("the model that keeps it", max_length=80)
    held_at = models.DateTimeField(default=timezone.now)
    found = models.CharField("what the scanner knows it as", max_length=100, blank=True)
    found_at = models.DateTimeField(null=True)

    objects = HeldFileQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("id",), name="files_waiting_for_scanner", condition=Q(found="")),)

    def __str__(self) -> str:
        return self.file
