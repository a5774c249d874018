"""Files that are held back: not looked at by the scanner yet, or found to carry something."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.files import scanning
from portal.files.checks import digest
from portal.files.models import HeldFile, PrivateFile

logger = structlog.get_logger("portal.files")


class FileHeld(Exception):
    """The file may not be given to anybody now. `is_infected` says whether it ever may."""

    def __init__(self, *, is_infected: bool) -> None:
        super().__init__("held")
        self.is_infected = is_infected


@dataclass(frozen=True)
class Refused:
    """An upload that was turned away: by whom, and what was found in it. Never its name."""

    by: User
    found: str
    sha256: str


# Uploads turned away while a page is being made: written down after it, since the refusal undoes what the
# page has written so far (`middleware`). None where no page is being made.
turned_away: ContextVar[list[Refused] | None] = ContextVar("turned_away", default=None)

# Who is told of what was found: rooms above know people and notices.
Teller = Callable[[str], None]
_tellers: list[Teller] = []


def tell_with(teller: Teller) -> None:
    """Ask `teller` to tell administrators of a reference or, where nothing was kept, of none."""
    if teller not in _tellers:
        _tellers.append(teller)


def look_at(upload: UploadedFile, by: User) -> bool:
    """Whether an upload may be kept and given out at once; False where it is to be held until it was scanned.

    Raises ValidationError where the scanner found something.
    """
    if not scanning.is_on():
        return True
    try:
        verdict = scanning.scan(upload)
    except scanning.ScannerDown as why:
        logger.warning("scanner_down", why=str(why))
        return False
    if not verdict.found:
        return True
    refused, waiting = Refused(by, verdict.found, digest(upload)), turned_away.get()
    if waiting is None:
        write_refusal(refused)
    else:
        waiting.append(refused)
    raise ValidationError(
        f"“{upload.name}” was not kept: the virus scanner found something harmful in it. Do not open it. "
        "Tell your IT support, and send the words of it in another way.",
        code="file_infected",
    )


@transaction.atomic
def write_refusal(refused: Refused) -> None:
    """Write down that an upload was turned away, and tell administrators."""
    detail = {"found": refused.found, "sha256": refused.sha256}
    record(by=refused.by, kind=Kind.CHANGE, verb="file.turn_away", detail=detail)
    for tell in _tellers:
        tell("")


def hold(file: PrivateFile) -> None:
    """Keep a file back until the scanner has looked at it."""
    HeldFile.objects.create(file=file.reference, table=file._meta.label)


def refuse_held(private: Any) -> None:
    """Raises FileHeld where a file may not be given out."""
    reference = getattr(private, "reference", "") if isinstance(private, PrivateFile) else ""
    held = HeldFile.objects.filter(file=reference).first() if reference else None
    if held:
        raise FileHeld(is_infected=bool(held.found))


def held_among(label: str) -> set[str]:
    """References of the files of one model, `concerns.ConcernFile`, that may not be given out."""
    return set(HeldFile.objects.filter(table=label).values_list("file", flat=True))


def scan_held() -> int:
    """Look at every file that waits, as long as the scanner answers; how many were looked at.

    Safe to run twice, and by two at once: each row is looked at under its lock.
    """
    if not scanning.is_on():
        return 0
    waiting = list(HeldFile.objects.waiting().order_by("pk").values_list("pk", flat=True))
    for number, pk in enumerate(waiting):
        try:
            _scan_held(pk)
        except scanning.ScannerDown as why:
            logger.warning("scanner_down", why=str(why), waiting=len(waiting) - number)
            return number
    return len(waiting)


@transaction.atomic
def _scan_held(pk: int) -> None:
    held = HeldFile.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
    if held is None:
        return
    model: type[PrivateFile] = apps.get_model(held.table)
    kept = model._base_manager.filter(reference=held.file).first()
    if kept is None or not kept.file:
        held.delete()  # a draft was discarded with it
        return
    with kept.file.open("rb") as content:
        verdict = scanning.scan(content)
    if not verdict.found:
        held.delete()
        return
    held.found, held.found_at = verdict.found, timezone.now()
    held.save(update_fields=["found", "found_at"])
    record(by=None, kind=Kind.CHANGE, verb="file.hold", about=[held.file], detail={"found": verdict.found})
    for tell in _tellers:
        tell(held.file)
