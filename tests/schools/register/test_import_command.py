"""The command: one line of JSON, or one sentence."""

import json

import pytest
from django.core.management import CommandError, call_command

from schools.register.models import School
from tests.schools.register.test_import import LINKS, REGISTER

pytestmark = pytest.mark.django_db


def test_it_prints_one_line_of_json(capsys):
    call_command("import_schools", REGISTER, links=LINKS, la=999, chunk=1)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    report = json.loads(lines[0])
    assert (report["read"], report["created"], report["skipped"], report["rejections"]) == (4, 3, 1, [])
    assert report["links"]["read"] == 5


HEADER = b"URN,LA (code),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code)\n"
UNUSABLE = {
    "empty": (b"", "is empty"),
    "only a mark": (b"\xef\xbb\xbf \n", "is empty"),
    "a workbook": (b"PK\x03\x04 and so on", "is a workbook or a zip file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old or a protected workbook"),
    "UTF-16": ("URN,LA".encode("utf-16"), "is a UTF-16 text file"),
    "binary": (b"URN\x00\x01\x02", "is not a text file"),
    "a column missing": (b"URN,LA (code),EstablishmentName\n1,2,x\n", '"EstablishmentStatus (code)"'),
    "semicolons": (HEADER.replace(b",", b";") + b"1;2;x;1;1\n", 'lacks the columns "URN"'),
    "a column twice": (
        HEADER.replace(b"LA (code)", b"URN") + b"1,2,x,1,1\n",
        'has the column "URN" more than once',
    ),
    "no rows": (HEADER, "has a header but no rows"),
    "one endless line": (b"x" * 1_000_001, "has a line of a million characters"),
}


@pytest.mark.parametrize(("content", "sentence"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_cannot_be_used_gets_one_clear_sentence(tmp_path, content, sentence):
    path = tmp_path / "register.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("import_schools", path)

    message = str(refusal.value)
    assert sentence in message
    assert message.startswith("register.csv")
    assert message.endswith(".")
    assert "\n" not in message
    assert not School.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"gone.csv could not be opened: no such file or directory\."):
        call_command("import_schools", tmp_path / "gone.csv")
    with pytest.raises(CommandError, match="could not be opened"):
        call_command("import_schools", tmp_path)


@pytest.mark.parametrize("chunk", ["0", "-5", "x", "50001"])
def test_a_chunk_is_a_number_of_rows(chunk):
    with pytest.raises(CommandError, match="is not a number of rows"):
        call_command("import_schools", REGISTER, f"--chunk={chunk}")


def test_hostile_files_are_refused_or_rejected_never_a_trace(shared_data, capsys):
    for path in sorted((shared_data / "bad-input").iterdir()):
        with pytest.raises(CommandError) as refusal:
            call_command("import_schools", path)
        assert "\n" not in str(refusal.value), path

    assert not School.objects.exists()
