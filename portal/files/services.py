"""Keeping and serving attachments."""

from typing import Any, Protocol, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from portal.accounts.models import User
from portal.files.checks import check_upload, digest
from portal.files.holding import hold, look_at, refuse_held
from portal.files.models import PrivateFile

FileType = TypeVar("FileType", bound=PrivateFile)
# Shown in the browser; everything else is downloaded. A PDF too: browsers refuse to show one in the
# sandbox that the content policy below puts every attachment into.
SHOWN_INLINE = ("image/jpeg", "image/png")


def keep_file(model: type[FileType], *, upload: UploadedFile, by: User, **owner: Any) -> FileType:
    """Check an upload and keep it privately; `owner` is the foreign key the subclass added.

    Raises ValidationError where it may not be kept.
    """
    content_type = check_upload(upload)
    may_be_given_out = look_at(upload, by)
    kept = model._default_manager.create(
        name=(upload.name or "file")[-200:],
        file=upload,
        content_type=content_type,
        size=upload.size,
        sha256=digest(upload),
        uploaded_by=by,
        **owner,
    )
    if not may_be_given_out:
        hold(kept)
    return kept


class Served(Protocol):
    """A PrivateFile, or a file that the portal itself has made and keeps as privately."""

    file: Any

    @property
    def name(self) -> str: ...

    @property
    def content_type(self) -> str: ...


def serve_file(private: Served) -> FileResponse:
    """The file's content. The caller has checked that this person may see it, and recorded that.

    Raises FileHeld, which becomes a page, where the virus scanner has not looked at it or found something.
    """
    refuse_held(private)
    response = FileResponse(
        private.file.open("rb"),
        as_attachment=private.content_type not in SHOWN_INLINE,
        filename=private.name,
        content_type=private.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
