"""What may be attached: type by content, size, and nothing that runs."""

import hashlib
import zipfile
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

# Extension a person may use -> the content type its content must show.
ALLOWED = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".heic": "image/heic",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain",
}
# Inside a document that is a ZIP archive: the entry that says which kind it is.
ZIP_ENTRIES = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".odt": "content.xml"}
# Where such documents keep macros: Microsoft's, OpenDocument's.
MACROS = ("vbaProject.bin", "Basic/", "Scripts/")
# What a phone's photos call themselves after `ftyp` (ISO/IEC 23008-12); libraries know only some.
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
HEAD_BYTES = 4096


def allowed_words() -> str:
    """The kinds of file a person may attach, for hints and errors."""
    return "PDF, JPEG, PNG, HEIC, Word (.docx), Excel (.xlsx), OpenDocument (.odt) or plain text"


def check_upload(upload: UploadedFile) -> str:
    """Give back the content type; raise ValidationError with how to mend it where it may not be kept."""
    name = upload.name or "The file"
    if not upload.size:
        raise ValidationError(f"“{name}” is empty. Choose the file again.", code="file_empty")
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise ValidationError(
            f"“{name}” is larger than {limit} MB. Send a smaller copy or split it.", code="file_large"
        )
    extension = PurePath(name).suffix.lower()
    if extension not in ALLOWED:
        raise ValidationError(
            f"“{name}” is a kind of file that cannot be attached. Use {allowed_words()}.", code="file_type"
        )
    if not _content_fits(upload, extension):
        raise ValidationError(
            f"The content of “{name}” is not what its name says. Save it again as {extension[1:].upper()} "
            "and attach that.",
            code="file_content",
        )
    return ALLOWED[extension]


def _content_fits(upload: UploadedFile, extension: str) -> bool:
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    if extension == ".txt":
        return b"\x00" not in head and not head.startswith((b"MZ", b"%PDF", b"PK"))
    if extension == ".heic":
        return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS
    if extension in ZIP_ENTRIES:
        return _archive_fits(upload, extension)
    try:
        return puremagic.from_string(head, mime=True) == ALLOWED[extension]
    except (puremagic.PureError, ValueError):
        return False


def _archive_fits(upload: UploadedFile, extension: str) -> bool:
    """Reads the list of entries only: nothing is unpacked, so that no archive can blow up here."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
            has_macros = any(name.startswith(MACROS) or name.endswith(MACROS) for name in names)
            return ZIP_ENTRIES[extension] in names and not has_macros
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    finally:
        upload.seek(0)


def digest(upload: UploadedFile) -> str:
    """SHA-256 of the content, in hexadecimal."""
    sha = hashlib.sha256()
    for chunk in upload.chunks():
        sha.update(chunk)
    upload.seek(0)
    return sha.hexdigest()
