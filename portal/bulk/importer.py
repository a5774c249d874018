"""What a room writes to import a kind of file: an `Importer`, registered when the portal starts.

    class PupilImporter(Importer):
        kind, title, noun = "pupils", "Pupils of a school", "pupil"
        permission = "pupils.import_pupils"
        columns = (
            Column("UPN", "upn", upn, needed=True, also=("Unique pupil number",), example="H999400120001"),
            ...
        )

        def plan(self, rows):            # looks, writes nothing
            known = Pupil.objects.in_bulk([row.values["upn"] for row in rows], field_name="upn")
            return [self._plan_one(row, known) for row in rows]

        def write(self, planned):        # inside one transaction for the whole file
            ...

        def undo(self, rows):            # takes back what `write` said it had done
            ...

    register(PupilImporter)              # in the room's AppConfig.ready()

The room of imports does the rest: upload, check in the background, preview, progress, applying, report
and undo. A file is planned twice: for the preview, and again in the transaction that applies it. Where
the two differ, somebody changed the records in between: nothing is written, and the person looks again.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from portal.accounts.models import User
from portal.bulk.enums import Fate
from portal.bulk.options import OptionsForm
from portal.bulk.reading import READERS, Rejection, Sheet, Unusable
from portal.bulk.reading.opening import Reader

if TYPE_CHECKING:
    from portal.bulk.models import Import

# Rows planned and written at a time: the queries of a chunk are shared, its rows fill little memory.
CHUNK = 500
MOST_ROWS = 100_000
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Column:
    """A column of the file: its heading, the value it becomes, and what the template says about it.

    `read` gives the value of a cell or raises ValueError with the reason. Only a column that is
    `needed` must be in the file, and filled in every row. `also` are other headings that it may have.
    """

    name: str
    field: str
    read: Callable[[str], Any]
    needed: bool = False
    also: tuple[str, ...] = ()
    help: str = ""
    example: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row, and where. A warning lets the row pass."""

    column: str
    reason: str
    is_warning: bool = False


@dataclass
class Row:
    """A row whose cells could be read: `values` by field. Fields whose column is absent are absent too."""

    number: int
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def planned(self, fate: Fate, label: str, **more: Any) -> "Planned":
        return Planned(self.number, fate, label, problems=tuple(self.problems), **more)

    def rejected(self, column: str, reason: str, label: str = "") -> "Planned":
        return Planned(self.number, Fate.REJECTED, label, problems=(Problem(column, reason),))


@dataclass
class Planned:
    """What becomes of a row, and why. `label` and `changes` (heading: before, after) are shown to people.

    `work` is whatever `write` needs; it is not kept. `done` is what `undo` needs, as JSON; `write` sets it.
    """

    number: int
    fate: Fate
    label: str = ""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    work: Any = None
    done: Any = None


@dataclass(frozen=True)
class Consequence:
    """What a file means as a whole: `count` things of a kind, some of them by name, each with a remark.

    `advice` says what the person should do about them.
    """

    title: str
    count: int
    examples: list[tuple[str, str]] = field(default_factory=list)
    advice: str = ""


class Importer(ABC):
    """One kind of import, for one file: made anew for every check, apply and undo.

    `options` are the cleaned answers of `options_form` as JSON; `by` is whose import it is.
    """

    # Templates call what can be called: this class is shown, not made.
    do_not_call_in_templates: ClassVar[bool] = True

    kind: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[str]
    permission: ClassVar[str]
    columns: ClassVar[Sequence[Column]] = ()
    readers: ClassVar[Mapping[str, Reader]] = READERS
    options_form: ClassVar[type[OptionsForm]] = OptionsForm
    intro: ClassVar[str] = ""
    can_undo: ClassVar[bool] = True
    # The file holds public facts only: whoever may import such files sees each of them and may decide on it.
    is_shared: ClassVar[bool] = False
    most_rows: ClassVar[int] = MOST_ROWS
    most_bytes: ClassVar[int] = MOST_BYTES

    def __init__(self, *, options: Mapping[str, Any], by: User | None) -> None:
        self.options, self.by = options, by

    def begin(self) -> None:  # noqa: B027 -- most importers load nothing
        """Once before the rows: load what all of them need. Raises Refused where it may not go on."""

    @abstractmethod
    def plan(self, rows: list[Row]) -> Iterable[Planned]:
        """What would become of some rows of the file. Reads, and writes nothing.

        Must not lean on what this import itself has written: who stands twice in one file is found by
        remembering on `self`.
        """

    def consequences(self) -> list[Consequence]:
        """What all the rows planned so far mean together; shown above the rows. Reads, and writes nothing."""
        return []

    def rested(self, item: "Import") -> None:  # noqa: B027 -- most importers leave it to the person
        """The import waits for a person, or has ended; in the transaction that brought it there."""

    @abstractmethod
    def write(self, planned: list[Planned]) -> None:
        """Write rows that are new or changed, and set `done` where they can be undone."""

    def finish(self) -> None:  # noqa: B027 -- most importers have nothing to round off
        """Once after the last `write` or `undo`, in the same transaction."""

    def undo(self, done: list[Any]) -> None:
        """Take back; gets what `write` set, last written first. Raises Refused where something depends."""
        raise NotImplementedError

    def about(self) -> list[str]:
        """What the import is about, as references for the audit trail: the school's URN, say."""
        return []

    def parsed(self, sheet: Sheet) -> Iterator[Row | Planned]:
        """The rows of a sheet as values, or as Planned where they are rejected for what a cell says."""
        at = self._places(sheet)
        needed = {column.name for column in self.columns if column.needed}
        for number, cells in sheet.rows():
            if isinstance(cells, Rejection):
                yield Planned(number, Fate.REJECTED, problems=(Problem(cells.column, cells.reason),))
                continue
            values, problems = {}, []
            for column, place in at:
                try:
                    values[column.field] = value = column.read(cells[place])
                except ValueError as error:
                    problems.append(Problem(column.name, str(error)))
                    continue
                if column.name in needed and value in (None, ""):
                    problems.append(Problem(column.name, "is empty"))
            if problems:
                yield Planned(number, Fate.REJECTED, problems=tuple(problems))
            else:
                yield Row(number, values)

    def _places(self, sheet: Sheet) -> list[tuple[Column, int]]:
        """Where each column stands. Raises Unusable for a needed one that is missing or stands twice."""
        places, missing = [], []
        for column in self.columns:
            found = sheet.positions([column.name, *column.also])
            if len(found) > 1:
                named = " and ".join(f'"{name}"' for name in found)
                raise Unusable(f"{sheet.name} has the columns {named}, which mean the same. Keep one.")
            if found:
                places.append((column, next(iter(found.values()))))
            elif column.needed:
                missing.append(column.name)
        sheet.require(missing)
        return places


_importers: dict[str, type[Importer]] = {}


def register(importer: type[Importer]) -> None:
    """Let this kind of file be imported. Called once at start-up by each room."""
    _importers[importer.kind] = importer


def importer_of(kind: str) -> type[Importer] | None:
    """The importer registered for a kind."""
    return _importers.get(kind)


def importers_for(user: User) -> list[type[Importer]]:
    """The kinds of import this person may start, by title."""
    allowed = (importer for importer in _importers.values() if user.has_perm(importer.permission))
    return sorted(allowed, key=lambda importer: importer.title)
