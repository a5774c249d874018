"""What people do with an import; the worker's part is in `work.py`."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk import progress
from portal.bulk.enums import AT_WORK, State
from portal.bulk.importer import Importer, importer_of
from portal.bulk.models import Import, ImportRow
from portal.bulk.tasks import run
from portal.bulk.workflow import IMPORTS
from portal.core.errors import Refused, WrongState

# How long file and rows are kept after the end; an import cannot be undone without them.
KEPT = timedelta(days=30)
MEGABYTE = 1024 * 1024


def new_importer(item: Import) -> Importer:
    """The importer of one import. Raises Refused where its room is gone."""
    found = importer_of(item.kind)
    if found is None:
        raise Refused("Files of this kind can no longer be imported.")
    return found(options=item.options, by=item.owner)


@transaction.atomic
def start_import(*, kind: str, upload: File, options: Mapping[str, Any], by: User | None) -> Import:
    """Take a file in and have it checked in the background. `by` is None for what the portal fetches itself.

    Raises Refused for a file that is empty, too large, or of no kind that this import reads.
    """
    importer = importer_of(kind)
    if importer is None or not (importer.is_shared if by is None else by.has_perm(importer.permission)):
        raise Refused("You cannot import files of this kind.")
    name = (upload.name or "file")[-200:]
    if not upload.size:
        raise Refused(f"{name} is empty. Choose the file again.")
    if upload.size > importer.most_bytes:
        raise Refused(f"{name} is larger than {importer.most_bytes // MEGABYTE} MB. Split it.")
    if PurePath(name).suffix.lower() not in importer.readers:
        raise Refused(f"{name} is of a kind that cannot be imported here. Hand in {kinds_of(importer)}.")
    about = importer(options=options, by=by).about()
    item = Import.objects.create(
        kind=kind, owner=by, name=name, file=upload, size=upload.size, options=dict(options),
        about=about[0] if about else "",
    )  # fmt: skip
    note_down(item, "start", {"bytes": item.size})
    send(item)
    return item


def kinds_of(importer: type[Importer]) -> str:
    """`a .csv or .xlsx file`"""
    *others, last = importer.readers
    return f"a {', '.join(others)} or {last} file" if others else f"a {last} file"


@transaction.atomic
def apply_import(*, item: Import, leave_out: bool, by: User | None) -> None:
    """Have a checked file imported. Where rows are rejected, the person must say that they be left out.
    `by` is None where the portal imports what it fetched itself.

    Raises WrongState where it does not wait for that, Refused where rejected rows are not to be left
    out or nothing would change.
    """
    item = _held(item, by)
    refuse_unless("apply", item)
    if not item.would_write:
        raise Refused("Every row is already as the file says: there is nothing to import.")
    if item.rejected and not leave_out:
        raise Refused(
            f"{item.rejected} row{'s are' if item.rejected > 1 else ' is'} rejected. Mend the file and hand "
            "it in again, or say that they be left out."
        )
    item.leaves_out = bool(item.rejected)
    _begin(item, "apply", by)


@transaction.atomic
def undo_import(*, item: Import, by: User) -> None:
    """Have an import taken back.

    Raises WrongState where it is not applied, Refused where it cannot be undone (`why_not_undo`).
    """
    item = _held(item, by)
    refuse_unless("undo", item)
    reason = why_not_undo(item)
    if reason:
        raise Refused(reason)
    _begin(item, "undo", by)


def why_not_undo(item: Import) -> str:
    """Why an applied import cannot be taken back; empty where it can, as far as one knows beforehand."""
    importer = importer_of(item.kind)
    if importer is None or not importer.can_undo:
        return "Imports of this kind are not undone. Import the earlier file again instead."
    if not item.file:
        return "It is too long ago: what was there before is no longer kept."
    later = Import.objects.filter(kind=item.kind, about=item.about, pk__gt=item.pk)
    if later.filter(state__in=(State.APPLIED, State.APPLYING, State.UNDOING)).exists():
        return "Another file was imported after this one. Undo that first."
    return ""


@transaction.atomic
def discard_import(*, item: Import, by: User | None) -> None:
    """Forget a file that is not to be imported, at once. Raises WrongState for one that was."""
    item = _held(item, by)
    refuse_unless("discard", item)
    item.state, item.ended_at, item.owner = State.DISCARDED, timezone.now(), by
    note_down(item, "discard")
    rest(item)
    _forget(item)


def refuse_unless(verb: str, item: Import) -> None:
    """Raise WrongState where the verb does not fit the import's state."""
    if not IMPORTS.allows(verb, item.state):
        raise WrongState(f"This import has moved on: {item.get_state_display().lower()}.")


def target_of(verb: str) -> State:
    """The state that a move of the workflow leads to."""
    return State(str(IMPORTS.move(verb).target))


def send(item: Import) -> None:
    """Give the import to the worker once the change is committed."""
    progress.say(item, 0)
    run.delay_on_commit(import_id=item.pk)


def rest(item: Import) -> None:
    """Tell the importer that the import waits for a person or has ended, in the caller's transaction."""
    found = importer_of(item.kind)
    if found is not None:
        found(options=item.options, by=item.owner).rested(item)


def note_down(item: Import, verb: str, detail: dict[str, Any] | None = None) -> None:
    """Write an act on an import into the audit trail, in the name of its owner: who decided on it last."""
    record(
        by=item.owner,
        kind=Kind.CHANGE,
        verb=f"import.{verb}",
        about=[item.reference, *filter(None, [item.about])],
        detail={"kind": item.kind, **(detail or {})},
    )


def resume() -> None:
    """Give imports whose worker died to another one. Each step is one transaction, so none is half done."""
    for item in Import.objects.filter(state__in=AT_WORK):
        if progress.is_silent(item):
            send(item)


def forget_old() -> None:
    """Delete file, rows and file name of imports that ended, or were never applied, 30 days ago."""
    before = timezone.now() - KEPT
    for item in Import.objects.exclude(file="").exclude(state__in=AT_WORK).filter(started_at__lt=before):
        if item.ended_at is None or item.ended_at < before:
            _forget(item)


def _held(item: Import, by: User | None) -> Import:
    """Hold the import's row. What the portal fetched is the portal's until somebody decides on it."""
    mine = Import.objects.filter(owner=None) if by is None else Import.objects.visible_to(by)
    found = mine.select_for_update().filter(pk=item.pk).first()
    if found is None:
        raise WrongState("Somebody else decides on this import.")
    return found


def _begin(item: Import, verb: str, by: User | None) -> None:
    item.state, item.owner = target_of(verb), by
    item.save(update_fields=["state", "owner", "leaves_out"])
    send(item)


def _forget(item: Import) -> None:
    ImportRow.objects.filter(parent=item).delete()
    stored = item.file.name
    storage = item.file.storage
    item.file, item.name, item.problem, item.options, item.consequences = "", "", "", {}, []
    item.save()
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))
