import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.checks import check_upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 32
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 32


def office(*entries: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "<xml/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("photo.png", PNG, "image/png"),
        ("PHOTO.JPG", JPEG, "image/jpeg"),
        ("letter.pdf", PDF, "application/pdf"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        ("photo.heic", b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"),
        ("letter.odt", office("mimetype", "content.xml"), "application/vnd.oasis.opendocument.text"),
        ("note.txt", "Zoë said no".encode(), "text/plain"),
        (
            "note.docx",
            office("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_ordinary_files_are_kept(name, content, kind):
    assert check_upload(SimpleUploadedFile(name, content)) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "file_empty"),
        ("program.exe", b"MZ\x90\x00", "file_type"),
        ("page.html", b"<script>", "file_type"),
        ("drawing.svg", b"<svg onload='x'/>", "file_type"),
        ("noextension", PDF, "file_type"),
        ("letter.pdf", b"MZ\x90\x00" + b"\x00" * 60, "file_content"),
        ("photo.png", JPEG, "file_content"),
        ("photo.heic", b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "file_content"),
        ("letter.odt", b"MZ\x90\x00" + b"\x00" * 60, "file_content"),
        ("letter.odt", PDF, "file_content"),
        ("letter.odt", office("content.xml", "Basic/Standard/Module1.xml"), "file_content"),
        ("note.txt", b"MZ\x90\x00", "file_content"),
        ("note.txt", b"a\x00b", "file_content"),
        ("note.docx", b"not a zip", "file_content"),
        ("note.docx", office("xl/workbook.xml"), "file_content"),
        ("note.docx", office("word/document.xml", "word/vbaProject.bin"), "file_content"),
        ("book.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "file_content"),
    ],
)
def test_other_files_are_refused_with_a_sentence_that_names_them(name, content, code):
    with pytest.raises(ValidationError) as refusal:
        check_upload(SimpleUploadedFile(name, content))

    assert refusal.value.code == code
    assert name in refusal.value.message


def test_a_file_over_the_limit_is_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 10

    with pytest.raises(ValidationError) as refusal:
        check_upload(SimpleUploadedFile("letter.pdf", PDF))

    assert refusal.value.code == "file_large"


def test_real_hostile_workbooks_never_crash_the_check(shared_data):
    outcomes = {}
    for path in sorted((shared_data / "bad-input").glob("*.xls*")):
        try:
            check_upload(SimpleUploadedFile(path.name, path.read_bytes()))
            outcomes[path.suffix] = outcomes.get(path.suffix, set()) | {"kept"}
        except ValidationError as refusal:
            outcomes[path.suffix] = outcomes.get(path.suffix, set()) | {refusal.code}

    assert outcomes[".xls"] == {"file_type"}
    assert outcomes[".xlsm"] == {"file_type"}
    assert outcomes[".xlsx"] <= {"kept", "file_content"}
