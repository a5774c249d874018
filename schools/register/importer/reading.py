"""CSV files as the register's users have them: read row by row, whatever their encoding."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

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
# A register's row has about 1,200 characters: a line of a million is none, and must not fill memory.
LONGEST_LINE = 1_000_000


class Unusable(Exception):
    """The file as a whole cannot be used. `str()` is one sentence that says why."""


@dataclass(frozen=True)
class Rejection:
    """A row that was left out. Rows are numbered as a spreadsheet shows them: the header is row 1."""

    row: int
    column: str
    reason: str


def refuse_what_is_not_csv(path: Path) -> None:
    """Raise Unusable for a file that is missing, empty, or plainly something else than a CSV file."""
    try:
        with path.open("rb") as file:
            start = file.read(8192)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise Unusable(f"{path} could not be opened: {why}.") from None
    if not start.removeprefix(UTF8_MARK).strip():
        raise Unusable(f"{path.name} is empty.")
    for signature, what in NOT_CSV:
        if start.startswith(signature):
            raise Unusable(f"{path.name} is {what}, not a CSV file: save it as CSV (UTF-8) and try again.")
    if b"\0" in start.partition(b"\n")[0]:
        raise Unusable(f"{path.name} is not a text file: save it as CSV (UTF-8) and try again.")


class CsvFile:
    """Header and rows of a CSV file; `encodings` and `unreadable` tell afterwards how its lines were stored.

    Every line is read as UTF-8 and, where it is not valid UTF-8, as Windows-1252. So one pass reads
    UTF-8 with or without a mark, Windows-1252, and files that were pasted together from both.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        self.encodings: set[str] = set()
        self.unreadable = 0
        self._reader = csv.reader(self._lines(file))
        self.header = self._read_header()

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        raw = file.readline(LONGEST_LINE).removeprefix(UTF8_MARK)
        while raw:
            if len(raw) >= LONGEST_LINE:
                raise Unusable(f"{self.name} has a line of a million characters: it is not a register.")
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

    def positions(self, wanted: Iterable[str]) -> dict[str, int]:
        """Where the wanted columns stand, by name; upper and lower case do not matter.

        Raises Unusable where one of them stands twice.
        """
        names = [cell.casefold() for cell in self.header]
        found = {}
        for column in wanted:
            if names.count(column.casefold()) > 1:
                raise Unusable(f'{self.name} has the column "{column}" more than once.')
            if column.casefold() in names:
                found[column] = names.index(column.casefold())
        return found

    def require(self, columns: Iterable[str]) -> None:
        """Raise Unusable, naming them, where columns are missing."""
        missing = [column for column in columns if column not in self.positions([column])]
        if missing:
            named = ", ".join(f'"{column}"' for column in missing)
            raise Unusable(
                f"{self.name} lacks {'the column' if len(missing) == 1 else 'the columns'} {named}, "
                "without which it cannot be imported."
            )

    def rows(self) -> Iterator[tuple[int, list[str] | Rejection]]:
        """Row numbers with cells, as many as the header has; a row of another shape is a Rejection.

        Empty rows are passed over, and empty cells behind the last column are harmless.
        """
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
            yield number, cells if len(cells) == width else self._misshapen(number, len(cells))

    def _misshapen(self, number: int, length: int) -> Rejection:
        width = len(self.header)
        column = self.header[length] if length < width else f"column {width + 1}"
        return Rejection(number, column, f"the row has {length} cells, the header has {width}")
