"""The worker's part: checking a file, applying it, undoing it. Each step whole or not at all."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, BinaryIO, cast

from django.db import OperationalError, transaction
from django.utils import timezone

from portal.bulk import progress
from portal.bulk.chunks import chunks
from portal.bulk.enums import Fate, State
from portal.bulk.importer import CHUNK, Importer, Planned, Row
from portal.bulk.models import Import, ImportRow
from portal.bulk.reading import Unusable, open_sheet
from portal.bulk.services import new_importer, note_down, rest, target_of
from portal.bulk.workflow import IMPORTS
from portal.core.errors import Refused

logger = logging.getLogger(__name__)
FAULT = (
    "The portal met a fault of its own. Nothing was changed. Hand the file in again; "
    "if it stops again, tell support the reference."
)


class Moved(Exception):
    """The records have changed since the preview, so that applying would do something else."""


class Plan:
    """A file's rows with their fates, chunk by chunk; `counts` and `digest` are whole at the end."""

    def __init__(self, item: Import, importer: Importer) -> None:
        self.item, self.importer = item, importer
        self.counts: Counter[str] = Counter()
        self.warned = 0
        self._sha = hashlib.sha256()

    def chunks(self) -> Iterator[list[Planned]]:
        """Raises Unusable where the file as a whole cannot be used, whenever that shows."""
        self.importer.begin()
        with self.item.file.open("rb") as file:
            sheet = open_sheet(cast(BinaryIO, file), self.item.name, self.importer.readers)
            rows = self.importer.parsed(sheet)
            for chunk in chunks(rows, CHUNK):
                yield self._planned(chunk)
                progress.say(self.item, self.rows)
                if self.rows > self.importer.most_rows:
                    raise Unusable(
                        f"{self.item.name} has more than {self.importer.most_rows:,} rows. Split it."
                    )
        if not self.rows:
            raise Unusable(f"{self.item.name} has a header but no rows.")

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def digest(self) -> str:
        return self._sha.hexdigest()

    def _planned(self, chunk: list[Row | Planned]) -> list[Planned]:
        planned = [row for row in chunk if isinstance(row, Planned)]
        planned += self.importer.plan([row for row in chunk if isinstance(row, Row)])
        planned.sort(key=lambda row: row.number)
        for row in planned:
            self.counts[row.fate] += 1
            self.warned += any(problem.is_warning for problem in row.problems)
            self._sha.update(json.dumps([row.number, row.fate, dict(row.changes)], default=str).encode())
        return planned


def run_import(import_id: int) -> None:
    """Do what the import's state asks for. Safe to run twice and by two workers at once."""
    item = Import.objects.select_related("owner").get(pk=import_id)
    steps: dict[str, Callable[[Import], None]] = {
        State.CHECKING: lambda item: _preview(item, "checked"),
        State.APPLYING: _apply,
        State.UNDOING: _undo,
    }
    step = steps.get(item.state)
    if step is None:
        return
    try:
        step(item)
    except OperationalError:
        # The database was busy or away: the periodic job asks again.
        logger.warning("import waits for the database", extra={"reference": item.reference})
    except Exception:
        logger.exception("import failed", extra={"reference": item.reference})
        _settle(item, "fail", FAULT)


def _preview(item: Import, verb: str, problem: str = "") -> None:
    """Plan the file and show what it would do; nothing is locked while it is read."""
    rows: list[ImportRow] = []
    try:
        importer = new_importer(item)
        plan = Plan(item, importer)
        for planned in plan.chunks():
            rows += [_kept(item, row) for row in planned if row.fate != Fate.UNCHANGED]
        consequences = [asdict(consequence) for consequence in importer.consequences()]
    except (Unusable, Refused) as error:
        _settle(item, "refuse", str(error))
        return
    with transaction.atomic():
        if not _locked(item):
            return
        item.rows.all().delete()
        ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
        for fate in Fate:
            setattr(item, fate.value, plan.counts[fate])
        item.warned, item.digest, item.problem = plan.warned, plan.digest, problem
        item.state, item.consequences = target_of(verb), consequences
        item.save()
        importer.rested(item)


def _apply(item: Import) -> None:
    try:
        with transaction.atomic():
            if _locked(item):
                _write(item)
    except Moved:
        _preview(item, "look_again", "Records were changed since the check. Look at the rows again.")
    except (Unusable, Refused) as error:
        _settle(item, "refuse", str(error))


def _write(item: Import) -> None:
    importer = new_importer(item)
    plan = Plan(item, importer)
    for planned in plan.chunks():
        work = [row for row in planned if row.fate in (Fate.NEW, Fate.CHANGED)]
        importer.write(work)
        _remember(item, {row.number: row.done for row in work if row.done is not None})
    if plan.digest != item.digest:
        raise Moved
    importer.finish()
    _settle(item, "applied")
    note_down(item, "apply", {**plan.counts, "left_out": item.rejected})


def _undo(item: Import) -> None:
    try:
        with transaction.atomic():
            if not _locked(item):
                return
            importer = new_importer(item)
            importer.begin()
            rows = item.rows.exclude(done=None).order_by("-number").values_list("done", flat=True)
            undone = 0
            for done in chunks(rows.iterator(chunk_size=CHUNK), CHUNK):
                importer.undo(done)
                undone += len(done)
                progress.say(item, undone)
            importer.finish()
            _settle(item, "undone")
            note_down(item, "undo", {"rows": undone})
    except Refused as refusal:
        _settle(item, "cannot_undo", f"It stays as it is. {refusal}")


def _locked(item: Import) -> bool:
    """Hold the import's row; False where another worker has moved it on."""
    return Import.objects.select_for_update().filter(pk=item.pk, state=item.state).exists()


@transaction.atomic
def _settle(item: Import, verb: str, problem: str = "") -> None:
    """Make a move of the worker, unless another worker has moved the import on. What stays has not ended."""
    changes: dict[str, Any] = {"state": target_of(verb), "problem": problem}
    if verb != "cannot_undo":
        changes["ended_at"] = timezone.now()
    if Import.objects.filter(pk=item.pk, state__in=IMPORTS.move(verb).sources).update(**changes):
        item.refresh_from_db()
        rest(item)


def _kept(item: Import, row: Planned) -> ImportRow:
    return ImportRow(
        parent=item,
        number=row.number,
        fate=row.fate,
        label=row.label[:200],
        changes={heading: list(pair) for heading, pair in row.changes.items()},
        problems=[[p.column, p.reason, p.is_warning] for p in row.problems],
    )


def _remember(item: Import, done: dict[int, Any]) -> None:
    """Keep with the rows what undoing them needs; rows that the preview did not know are caught later."""
    kept = list(item.rows.filter(number__in=done).only("number", "done")) if done else []
    for row in kept:
        row.done = done[row.number]
    ImportRow.objects.bulk_update(kept, ["done"], batch_size=CHUNK)
