"""Workbooks (.xlsx) as people have them, and as people who mean harm make them.

openpyxl's read-only mode streams the rows; defusedxml, which openpyxl uses where it is installed,
refuses entities. What neither of them looks at is looked at here before a byte is unpacked.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from portal.bulk.reading.sheet import Rejection, Sheet, Unusable

SIGNATURE = b"PK\x03\x04"
OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"
# What a workbook may unpack to: ten times a whole register of pupils.
MOST_UNPACKED = 300 * 1024 * 1024
MOST_COLUMNS = 500
MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z0-9:]+)"')
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
SCAN_BYTES, OVERLAP = 1024 * 1024, 64
SAVE_AGAIN = "Open it in a spreadsheet program, save it again as .xlsx or CSV, and try again."


class Workbook(Sheet):
    """The first sheet of a workbook; its first row that is not empty is the header.

    Dates become `2026-11-23`, whole numbers lose their `.0`. A formula or an error value rejects its row:
    what it would give is not in the file, or not what the person sees.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        _refuse_what_is_no_workbook(file, name)
        try:
            book = load_workbook(file, read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # A sheet may declare a million columns that it does not have.
            sheet.reset_dimensions()
            self._rows = enumerate(sheet.rows, start=1)
            self.header = self._read_header()
        except Unusable:
            raise
        # A broken workbook fails in as many ways as there are parts in it.
        except Exception:
            raise Unusable(f"{name} is broken and cannot be read. {SAVE_AGAIN}") from None

    def _read_header(self) -> list[str]:
        for _, cells in self._rows:
            header = [" ".join(_text(cell.value).split()) for cell in cells]
            while header and not header[-1]:
                header.pop()
            if len(header) > MOST_COLUMNS:
                raise Unusable(f"{self.name} has more than {MOST_COLUMNS} columns: it is another table.")
            if header:
                return header
        raise Unusable(f"{self.name} is empty: its first sheet has no rows.")

    def rows(self) -> Iterator[tuple[int, list[str] | Rejection]]:
        """As `Sheet.rows`. Empty rows are passed over; rows that end early are filled with empty cells."""
        try:
            for number, cells in self._rows:
                row = self._row(number, cells)
                if row is not None:
                    yield number, row
        except Unusable:
            raise
        except Exception:
            raise Unusable(f"{self.name} is broken: some of its rows cannot be read. {SAVE_AGAIN}") from None

    def _row(self, number: int, cells: Any) -> list[str] | Rejection | None:
        width = len(self.header)
        filled = [(place, cell) for place, cell in enumerate(cells) if cell.value is not None]
        if not filled:
            return None
        row = [""] * width
        for place, cell in filled:
            column = self.header[place] if place < width else f"column {place + 1}"
            if cell.data_type == "f":
                return Rejection(number, column, "holds a formula: paste the value instead")
            if cell.data_type == "e":
                return Rejection(number, column, f"holds the error {cell.value}: type the value instead")
            if place >= width:
                return self.misshapen(number, place + 1)
            row[place] = _text(cell.value)
        return row if any(cell.strip() for cell in row) else None


def _refuse_what_is_no_workbook(file: BinaryIO, name: str) -> None:
    start = file.read(8)
    file.seek(0)
    if not start:
        raise Unusable(f"{name} is empty.")
    if start.startswith(OLD_OR_PROTECTED):
        raise Unusable(
            f"{name} is an old workbook (.xls) or is protected with a password. "
            "Take the password off, save it as .xlsx, and try again."
        )
    if not start.startswith(SIGNATURE):
        raise Unusable(f"{name} is not a workbook, whatever its name says. {SAVE_AGAIN}")
    try:
        with ZipFile(file) as archive:
            _look_inside(archive, name)
    except (BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        raise Unusable(f"{name} is broken and cannot be read. {SAVE_AGAIN}") from None
    finally:
        file.seek(0)


def _look_inside(archive: ZipFile, name: str) -> None:
    entries = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise Unusable(f"{name} is a zip file or a workbook of another program. {SAVE_AGAIN}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unusable(f"{name} is protected with a password. Take it off and try again.")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unusable(f"{name} unpacks to far more than a table of this kind holds: it is not read.")
    first, *_ = sorted(filter(SHEETS.fullmatch, archive.namelist())) or [""]
    merged = _merged_cells(archive, first) if first else ""
    if merged:
        raise Unusable(
            f"{name} has merged cells ({merged}), so what stands in which row is not certain. "
            "Unmerge them and try again."
        )


def _merged_cells(archive: ZipFile, part: str) -> str:
    """The first merged range of a sheet, `A2:B2`; empty where none is. Reads on, holding little."""
    kept = b""
    with archive.open(part) as sheet:
        for chunk in iter(lambda: sheet.read(SCAN_BYTES), b""):
            found = MERGED.search(kept + chunk)
            if found:
                return found[1].decode("ascii")
            kept = chunk[-OVERLAP:]
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
