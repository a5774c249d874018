"""Downloads."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.template.defaultfilters import filesizeformat
from wagtail.documents.models import AbstractDocument, Document

from portal.accounts.models import User
from portal.core.privacy import Retention, classify

KINDS = {
    "docx": "Word document",
    "odt": "OpenDocument text",
    "pdf": "PDF",
    "txt": "Text file",
    "xlsx": "Excel workbook",
}


@classify(
    Retention.CONTENT,
    T1="title file created_at collection file_size file_hash uploaded_by_user tags is_public page_count",
)
class GuidanceDocument(AbstractDocument):
    """A download. Public ones need no sign-in; the others are for people who are signed in."""

    is_public = models.BooleanField(
        "anyone may download this",
        default=False,
        help_text="Without a tick, people sign in before they can download it.",
    )
    page_count = models.PositiveSmallIntegerField("number of pages", null=True, blank=True)

    admin_form_fields: ClassVar = (*Document.admin_form_fields, "is_public", "page_count")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"

    @property
    def described(self) -> str:
        """Type, size and pages where known: `Word document, 24 KB, 2 pages`."""
        kind = KINDS.get(self.file_extension.lower(), self.file_extension.upper())
        parts = [kind, filesizeformat(self.file_size)] if self.file_size is not None else [kind]
        if self.page_count:
            parts.append(f"{self.page_count} page{'' if self.page_count == 1 else 's'}")
        return ", ".join(parts)

    def open_to(self, user: User | AnonymousUser) -> bool:
        """Public documents are for everyone, the others for whoever is signed in."""
        return self.is_public or user.is_authenticated
