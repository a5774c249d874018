"""Ordering everything the portal holds, making it, fetching it; told to everybody who watches."""

import hashlib
import logging
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any, cast

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk import progress
from portal.core.errors import Refused
from portal.exports.enums import State
from portal.exports.everything import Package, write_everything
from portal.exports.models import Copy
from portal.exports.one_school import write_school
from portal.exports.tasks import copy
from portal.exports.workflow import FILES
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with, standing_of
from schools.register.models import School

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
FAULT = "The portal met a fault of its own. Order it again; if it stops again, tell support the reference."
NO_LONGER = "Whoever ordered it may no longer do so."


@transaction.atomic
def order_copy(*, reason: str, by: User, school: School | None = None) -> Copy:
    """Have everything made into one file, or all of one school. Raises Refused while one is being made."""
    try:
        with transaction.atomic():
            made = Copy.objects.create(owner=by, reason=reason, school=school)
    except IntegrityError:
        raise Refused("A copy is being made already.") from None
    _note_down(made, "order", by)
    _tell_watchers(made, f"{made.reference}: {made.what} was ordered as a file")
    _send(made)
    return made


def fetch_copy(*, made: Copy, by: User) -> None:
    """Write down and tell that it leaves. Raises Refused where it is gone or is not this person's."""
    if made.owner_id != by.pk or not made.is_ready:
        raise Refused("This file is no longer kept.")
    with transaction.atomic():
        _note_down(made, "download", by)
        _tell_watchers(made, f"{made.reference}: {made.what} was downloaded")


@transaction.atomic
def delete_copy(*, made: Copy, by: User) -> None:
    """Delete it before its time; any administrator may. Raises Refused where there is none."""
    held = Copy.objects.select_for_update().get(pk=made.pk)
    if not FILES.allows("delete", held.state):
        raise Refused("This file is not there to be deleted.")
    _note_down(held, "delete", by)
    _forget(held)


def make_copy(copy_id: int) -> None:
    """Make the file. Safe to run twice: what is not whole is never kept."""
    waiting = Copy.objects.filter(pk=copy_id, state=State.PREPARING)
    if not waiting.update(attempts=F("attempts") + 1):
        return
    made = Copy.objects.select_related("owner", "school").get(pk=copy_id)
    try:
        if made.attempts > MOST_ATTEMPTS:
            _settle(made, "fail", problem=FAULT)
        elif not made.owner.has_perm("exports.copy_everything"):
            _settle(made, "fail", problem=NO_LONGER)
        else:
            _make(made)
    except OperationalError:
        logger.warning("copy waits for the database", extra={"reference": made.reference})
    except Exception:
        logger.exception("copy failed", extra={"reference": made.reference})
        _settle(made, "fail", problem=FAULT)


def _make(made: Copy) -> None:
    at = timezone.localtime()
    with TemporaryFile() as target:
        package = _write(made, target, at)
        size = target.tell()
        target.seek(0)
        digest = hashlib.file_digest(cast(Any, target), "sha256").hexdigest()
        target.seek(0)
        made.file.save("", File(target), save=False)
    stored, storage = str(made.file.name), made.file.storage
    kept = False
    try:
        kept = _settle(
            made, "finish", rows=package.rows, files=package.files, file=stored, size=size, sha256=digest
        )
    finally:
        if not kept:
            storage.delete(stored)


def _write(made: Copy, target: IO[bytes], at: datetime) -> Package:
    def say(rows: int) -> None:
        progress.say(made, rows)

    if made.school is not None:
        return write_school(target, made.school, at, say)
    return write_everything(target, at, say)


@transaction.atomic
def _settle(made: Copy, verb: str, **changes: Any) -> bool:
    """Make a move of the worker, write it down and tell; False where another worker was quicker."""
    move, now = FILES.move(verb), timezone.now()
    if move.target == State.READY:
        expires = now + timedelta(days=settings.EXPORT_DAYS_KEPT)
        changes |= {"ready_at": now, "expires_at": expires}
    if not Copy.objects.filter(pk=made.pk, state__in=move.sources).update(state=move.target, **changes):
        return False
    made.rows, made.files = changes.get("rows", 0), changes.get("files", 0)
    _note_down(made, "make" if verb == "finish" else verb, made.owner)
    words = "is ready" if verb == "finish" else "could not be made"
    _tell_watchers(made, f"{made.reference}: the file of {made.what} {words}")
    return True


def resume() -> None:
    for made in Copy.objects.filter(state=State.PREPARING):
        if progress.is_silent(made):
            _send(made)


def forget_old() -> None:
    over = Q(expires_at__lt=timezone.now()) | Q(owner__is_active=False)
    for made in Copy.objects.filter(over, state=State.READY):
        _forget(made)


def _send(made: Copy) -> None:
    progress.say(made, 0)
    copy.delay_on_commit(copy_id=made.pk)


def _forget(made: Copy) -> None:
    stored, storage = made.file.name, made.file.storage
    made.state, made.file = State.GONE, ""
    made.save(update_fields=["state", "file"])
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))


def _note_down(made: Copy, verb: str, by: User) -> None:
    record(
        by=by,
        kind=Kind.EXPORT,
        verb=f"everything.{verb}",
        about=[made.reference, *([str(made.school.urn)] if made.school else [])],
        capacity=standing_of(by).capacity(),
        reason=made.reason,
        detail={"rows": made.rows, "files": made.files},
    )


def _tell_watchers(made: Copy, words: str) -> None:
    """Every administrator and whoever looks after data protection: nobody takes everything unseen."""
    watchers = {
        person.pk: person
        for power in (Power.COPY_EVERYTHING, Power.SEE_AUDIT)
        for person in people_across_authority_with(power)
    }
    notify(
        people=watchers.values(), kind="everything.copy", text=words, about=made.reference,
        leads_to=made.get_absolute_url(),
    )  # fmt: skip
