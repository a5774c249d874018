"""CSV files as people have them: read row by row, whatever their encoding."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from portal.bulk.reading.sheet import Rejection, Sheet, Unusable

UTF8_MARK = b"\xef\xbb\xbf"
# First bytes of files that people take for a CSV file, and what they are.
NOT_CSV = (
    (b"PK\x03\x04", "a workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old or a protected workbook"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "a UTF-16 text file"),
    (b"\xfe\xff", "a UTF-16 text file"),
    (b"\x1f\x8b", "a compressed file"),
)
WEB_PAGE = (b"<!doctype", b"<html", b"<?xml")
# A register's row has about 1,200 characters: a line of a million is none, and must not fill memory.
LONGEST_LINE = 1_000_000
START_BYTES = 8192


def refuse_what_is_not_csv(start: bytes, name: str) -> None:
    """Raise Unusable where the first bytes of a file are nothing, or plainly something else than CSV."""
    if not start.removeprefix(UTF8_MARK).strip():
        raise Unusable(f"{name} is empty.")
    if start.removeprefix(UTF8_MARK).lstrip().lower().startswith(WEB_PAGE):
        raise Unusable(f"{name} is a web page, not a CSV file: what sent it showed a page, perhaps an error.")
    for signature, what in NOT_CSV:
        if start.startswith(signature):
            raise Unusable(f"{name} is {what}, not a CSV file: save it as CSV (UTF-8) and try again.")
    if b"\0" in start.partition(b"\n")[0]:
        raise Unusable(f"{name} is not a text file: save it as CSV (UTF-8) and try again.")


class CsvFile(Sheet):
    """Header and rows of a CSV file; `encodings` and `unreadable` tell afterwards how its lines were stored.

    Every line is read as UTF-8 and, where it is not valid UTF-8, as Windows-1252. So one pass reads
    UTF-8 with or without a mark, Windows-1252, and files that were pasted together from both.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        refuse_what_is_not_csv(file.read(START_BYTES), name)
        file.seek(0)
        self.name = name
        self.encodings: set[str] = set()
        self.unreadable = 0
        self._reader = csv.reader(self._lines(file))
        self.header = self._read_header()

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        raw = file.readline(LONGEST_LINE).removeprefix(UTF8_MARK)
        while raw:
            if len(raw) >= LONGEST_LINE:
                raise Unusable(f"{self.name} has a line of a million characters: it is no table.")
            yield self._decode(raw)
            raw = file.readline(LONGEST_LINE)

    def _decode(self, raw: bytes) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            self.encodings.add("cp1252")
            line = raw.decode("cp1252", errors="replace")
            self.unreadable += line.count("\ufffd")
            return line
        self.encodings.add("utf-8")
        return line

    @property
    def encoding(self) -> str:
        """How the file was stored: `ascii`, `utf-8`, `cp1252`, or `mixed`."""
        return "mixed" if len(self.encodings) > 1 else next(iter(self.encodings), "ascii")

    def _read_header(self) -> list[str]:
        try:
            header = next(self._reader, [])
        except csv.Error as error:
            raise Unusable(f"{self.name} is not a CSV file: {error} in its first line.") from None
        return [" ".join(cell.split()) for cell in header]

    def rows(self) -> Iterator[tuple[int, list[str] | Rejection]]:
        """As `Sheet.rows`. Empty rows are passed over; empty cells behind the last column are harmless."""
        width, number = len(self.header), 1
        while True:
            number += 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = f"cannot be read, perhaps a quotation mark is not closed ({error})"
                yield number, Rejection(number, self.header[0], reason)
                continue
            if not any(cells):
                continue
            if len(cells) > width and not any(cells[width:]):
                del cells[width:]
            yield number, cells if len(cells) == width else self.misshapen(number, len(cells))
