"""Attachments in private storage. Rooms subclass PrivateFile and say whose file it is."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models

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
