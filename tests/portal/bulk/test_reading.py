"""Files as people have them, and as people who mean harm make them: rows, or one clear sentence."""

import io
import zipfile
from datetime import date, datetime, time

import pytest

from portal.bulk.reading import Rejection, Unusable, open_sheet
from tests.portal.bulk.files import csv_bytes, repacked, workbook_bytes

HEADER = ("Name", "Born")
MORNING = datetime.combine(date(2013, 3, 14), time(9, 30))
SHEET = "xl/worksheets/sheet1.xml"


def read(content, name="pupils.xlsx"):
    sheet = open_sheet(io.BytesIO(content), name)
    return sheet.header, list(sheet.rows())


def refusal(content, name="pupils.xlsx"):
    with pytest.raises(Unusable) as caught:
        read(content, name)
    return str(caught.value)


def test_a_workbooks_cells_become_text():
    content = workbook_bytes(
        HEADER,
        ("Zoë", date(2013, 3, 14)),
        (12, 2.0),
        (0.5, MORNING),
        (True, None),
        (None, None),
        ("  ", ""),
        ("Last", "14/03/2013"),
    )

    assert read(content) == (
        ["Name", "Born"],
        [
            (2, ["Zoë", "2013-03-14"]),
            (3, ["12", "2"]),
            (4, ["0.5", "2013-03-14 09:30:00"]),
            (5, ["yes", ""]),
            (8, ["Last", "14/03/2013"]),
        ],
    )


def test_a_title_above_the_header_is_no_harm_where_it_is_an_empty_row():
    assert read(workbook_bytes((None,), HEADER, ("Sam", "x")))[0] == ["Name", "Born"]


def test_a_formula_rejects_its_row_and_names_the_column():
    rows = read(workbook_bytes(HEADER, ("Sam", "=TODAY()"), ("Ann", "14/03/2013")))[1]

    assert rows == [
        (2, Rejection(2, "Born", "holds a formula: paste the value instead")),
        (3, ["Ann", "14/03/2013"]),
    ]


def test_an_error_value_rejects_its_row():
    assert read(workbook_bytes(HEADER, ("Sam", "#REF!")))[1] == [
        (2, Rejection(2, "Born", "holds the error #REF!: type the value instead"))
    ]


def test_a_cell_beside_the_table_rejects_its_row():
    assert read(workbook_bytes(HEADER, ("Sam", "x", None, "aside")))[1] == [
        (2, Rejection(2, "column 3", "the row has 4 cells, the header has 2"))
    ]


def test_merged_cells_are_refused_by_name():
    content = workbook_bytes(HEADER, ("Sam", "x"), change=lambda book: book.active.merge_cells("A2:B2"))

    assert "has merged cells (A2:B2)" in refusal(content)


def test_a_sheet_that_declares_a_million_columns_is_read_as_it_is():
    content = workbook_bytes(HEADER, ("Sam", "x"))
    text = open_part(content, SHEET).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    assert read(repacked(content, **{"xl__worksheets__sheet1-DOT-xml": text}))[1] == [(2, ["Sam", "x"])]


def test_a_row_far_below_is_found_under_its_own_number():
    def far_below(book):
        book.active["A900000"] = "Sam"

    assert read(workbook_bytes(HEADER, change=far_below))[1] == [(900_000, ["Sam", ""])]


def test_an_entity_bomb_is_refused():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(ord("b"), ord("k")))
        + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="str"><v>&j;</v></c></row></sheetData></worksheet>'
    )
    content = repacked(workbook_bytes(HEADER), **{"xl__worksheets__sheet1-DOT-xml": bomb})

    assert "is broken and cannot be read" in refusal(content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = repacked(workbook_bytes(HEADER), **{"xl__media__image1-DOT-png": b"\0" * (301 * 1024 * 1024)})

    assert len(content) < 2 * 1024 * 1024
    assert "unpacks to far more" in refusal(content)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "pupils.xlsx", "pupils.xlsx is empty."),
        (b"", "pupils.csv", "pupils.csv is empty."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "pupils.xlsx", "old workbook (.xls) or is protected"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "pupils.xls", "Save it as .csv or .xlsx"),
        (b"Name,Born\r\nSam,x", "pupils.xlsx", "is not a workbook, whatever its name says"),
        (workbook_bytes(HEADER), "pupils.csv", "is a workbook or a zip file, not a CSV file"),
        (b"%PDF-1.7", "pupils.csv", "is a PDF, not a CSV file"),
        ("Name,Born".encode("utf-16"), "pupils.csv", "is a UTF-16 text file"),
        (b"MZ\x90\0", "pupils.exe", "is not a file of a kind that can be imported here"),
        (b"Name,Born", "pupils", "is not a file of a kind that can be imported here"),
        (workbook_bytes(HEADER)[:900], "pupils.xlsx", "is broken and cannot be read"),
        (
            repacked(workbook_bytes(HEADER), **{"xl__workbook-DOT-xml": b"<workbook"}),
            "pupils.xlsx",
            "is broken and cannot be read",
        ),
        (
            repacked(workbook_bytes(HEADER), **{"xl__workbook-DOT-xml": None}),
            "pupils.xlsx",
            "is a zip file or a workbook of another program",
        ),
        (workbook_bytes(), "pupils.xlsx", "is empty: its first sheet has no rows"),
        (workbook_bytes(["x"] * 501), "pupils.xlsx", "has more than 500 columns"),
        (b"a" * 1_000_001, "pupils.csv", "has a line of a million characters"),
    ],
)
def test_a_file_that_is_not_what_is_asked_for_is_refused_in_words(content, name, words):
    assert words in refusal(content, name)


def test_a_workbook_that_breaks_off_in_its_rows_is_refused_when_that_shows():
    content = workbook_bytes(HEADER, *(("Sam", n) for n in range(2000)))
    broken = open_part(content, SHEET)[:-400]

    assert "some of its rows cannot be read" in refusal(
        repacked(content, **{"xl__worksheets__sheet1-DOT-xml": broken})
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_in_the_encodings_that_people_save(encoding):
    content = csv_bytes(HEADER, ("Zoë", "x"), encoding=encoding)

    assert read(content, "pupils.csv") == (["Name", "Born"], [(2, ["Zoë", "x"])])


def open_part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
