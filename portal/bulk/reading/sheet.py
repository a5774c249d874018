"""What every kind of file becomes: a header and rows of text cells."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches


class Unusable(Exception):
    """The file as a whole cannot be used. `str()` says why and how to mend it, in a sentence or two."""


@dataclass(frozen=True)
class Rejection:
    """A row that is left out. Rows are numbered as a spreadsheet shows them: the header is row 1."""

    row: int
    column: str
    reason: str


class Sheet(ABC):
    """A header and the rows below it. Subclasses set `name` and `header`."""

    name: str
    header: list[str]

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, list[str] | Rejection]]:
        """Row numbers with as many cells as the header has; a row of another shape is a Rejection."""

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
                f"without which it cannot be imported.{self._perhaps_renamed(missing)}"
            )

    def _perhaps_renamed(self, missing: list[str]) -> str:
        known = {cell.casefold(): cell for cell in self.header if cell}
        pairs = []
        for column in missing:
            close = get_close_matches(column.casefold(), known, n=1, cutoff=0.7)
            if close:
                pairs.append(f'"{known[close[0]]}" to "{column}"')
        return f" Perhaps rename {' and '.join(pairs)}." if pairs else ""

    def misshapen(self, number: int, length: int) -> Rejection:
        """The rejection of a row that has more or fewer cells than the header."""
        width = len(self.header)
        column = self.header[length] if length < width else f"column {width + 1}"
        return Rejection(number, column, f"the row has {length} cells, the header has {width}")
