import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from portal.core.listing import csv_cell, csv_response, write_workbook


def workbook_of(rows):
    target = BytesIO()
    write_workbook([("Rows", rows)], target)
    return load_workbook(target)


PAYLOADS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_spreadsheet_takes_text_for_a_formula(payload):
    cell = workbook_of([[payload]]).active["A1"]

    assert (cell.data_type, csv_cell(payload)) == ("s", f"'{payload}")


def test_numbers_and_dates_stay_numbers_and_dates():
    rows = [["Name", -3, 2.5, date(2026, 11, 23), None, True]]
    values = [cell.value for cell in workbook_of(rows).active[1]]

    assert values[:3] == ["Name", -3, 2.5]
    assert values[3].date() == date(2026, 11, 23)
    assert values[4:] == [None, True]
    assert [csv_cell(v) for v in rows[0]] == ["Name", "-3", "2.5", "2026-11-23", "", "True"]


def test_characters_a_workbook_cannot_hold_are_left_out():
    assert workbook_of([["a\x00b\x0bc"]]).active["A1"].value == "abc"


def test_a_csv_file_opens_as_utf8_and_reads_back():
    body = b"".join(csv_response([["Näme", "a,b"], ["Zoë", 'said "no"']], "x").streaming_content)

    assert body.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(body.decode("utf-8-sig")))) == [["Näme", "a,b"], ["Zoë", 'said "no"']]


def test_real_injection_payloads_are_text(shared_data):
    lines = (shared_data / "bad-input/payloadbox__csv-injection-payloads--README.md").read_text().splitlines()
    risky = [line for line in lines if line.startswith(("=", "+", "-", "@"))]

    assert risky
    assert [csv_cell(line) for line in risky] == [f"'{line}" for line in risky]
