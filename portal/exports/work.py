"""The worker's part: making the file as its owner, and keeping it only when it is whole."""

import hashlib
import logging
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import OperationalError, transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from portal.bulk import progress
from portal.core.errors import Refused
from portal.core.listing import ListingView, csv_lines, write_workbook
from portal.exports import lists
from portal.exports.about import about_file
from portal.exports.enums import Format, State
from portal.exports.models import Export
from portal.exports.services import asked_for, note_down, reach_of
from portal.exports.workflow import FILES
from portal.notices.services import notify

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
# How often the page hears how far it is.
SAY_EVERY = 1000
NO_LONGER = "You may no longer see this list."
FAULT = "The portal met a fault of its own. Ask again; if it stops again, tell support the reference."
TOO_HEAVY = "The file could not be finished. Choose narrower filters and ask again."


def prepare_export(export_id: int) -> None:
    """Make the file of an export that waits for it. Safe to run twice and by two workers at once."""
    waiting = Export.objects.preparing().filter(pk=export_id)
    if not waiting.update(attempts=F("attempts") + 1):
        return
    export = Export.objects.select_related("owner").get(pk=export_id)
    if export.attempts > MOST_ATTEMPTS:
        _fail(export, TOO_HEAVY)
        return
    try:
        _make(export)
    except OperationalError:
        # The database was busy or away: the periodic job asks again.
        logger.warning("export waits for the database", extra={"reference": export.reference})
    except (PermissionDenied, Http404):
        _fail(export, NO_LONGER)
    except Refused as refusal:
        _fail(export, str(refusal))
    except Exception:
        logger.exception("export failed", extra={"reference": export.reference})
        _fail(export, FAULT)


def _make(export: Export) -> None:
    if not export.owner.is_active:
        raise PermissionDenied
    lists.run(asked_for(export), export.owner, lambda view: _make_of(export, view))


def _make_of(export: Export, view: ListingView) -> None:
    at = timezone.now()
    rows = Counted(export, view.exported_rows())

    def about() -> list[tuple[str, Any]]:
        return about_file(view, export.owner, at, rows.count, export.reference)

    with TemporaryFile() as target:
        if export.format == Format.CSV:
            _write_csv(rows, about, target)
        else:
            write_workbook(_sheets(view.title, rows, about), target)
        _keep(export, view, rows.count, target)


class Counted:
    """The rows of a file as they pass; `count` is without the headings."""

    def __init__(self, export: Export, rows: Iterable[list[Any]]) -> None:
        self.export, self.rows, self.count = export, rows, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for number, row in enumerate(self.rows):
            self.count = number
            if number % SAY_EVERY == 0:
                progress.say(self.export, number)
            yield row


def _sheets(title: str, rows: Iterable[list[Any]], about: Any) -> Iterator[tuple[str, Iterable[Any]]]:
    yield title, rows
    # Asked for after the rows have passed, so that it knows how many there are.
    yield "About this file", about()


def _write_csv(rows: Iterable[list[Any]], about: Any, target: BinaryIO) -> None:
    """Lines about the file first, each with a `#` before it; they know how many rows follow."""
    with TemporaryFile() as body:
        body.writelines(line.encode() for line in islice(csv_lines(rows), 1, None))
        head = csv_lines((f"# {what}", words) for what, words in about())
        target.writelines(line.encode() for line in head)
        body.seek(0)
        shutil.copyfileobj(body, target)


def _keep(export: Export, view: ListingView, rows: int, target: BinaryIO) -> None:
    """Store the file and tell its owner, unless another worker was quicker or it is no longer wanted."""
    target.seek(0)
    digest = hashlib.file_digest(cast(Any, target), "sha256").hexdigest()
    size = target.tell()
    target.seek(0)
    export.file.save("", File(target), save=False)
    stored, storage = str(export.file.name), export.file.storage
    try:
        with transaction.atomic():
            kept = _settle(export, "finish", rows=rows, file=stored, size=size, sha256=digest)
            if kept:
                view.exported(export.format)
                note_down(export, "make", rows=rows)
                _tell(export, f"Your file {export.reference} is ready")
    except BaseException:
        storage.delete(stored)
        raise
    if not kept:
        storage.delete(stored)


def _settle(export: Export, verb: str, **changes: Any) -> bool:
    """Make a move of the worker; False where the export has moved on."""
    move = FILES.move(verb)
    now = timezone.now()
    if move.target == State.READY:
        changes |= {
            "ready_at": now,
            "expires_at": now + timedelta(days=settings.EXPORT_DAYS_KEPT),
            "reach": reach_of(export.owner),
        }
    waiting = Export.objects.filter(pk=export.pk, state__in=move.sources)
    return bool(waiting.update(state=move.target, **changes))


@transaction.atomic
def _fail(export: Export, problem: str) -> None:
    if _settle(export, "fail", problem=problem):
        note_down(export, "fail", rows=0)
        _tell(export, f"Your file {export.reference} could not be made")


def _tell(export: Export, words: str) -> None:
    if export.owner.is_active:
        notify(
            people=[export.owner],
            kind="export.ready",
            text=words,
            about=export.reference,
            leads_to=export.get_absolute_url(),
        )
