"""Looking for a newer file of the register, as the periodic job does. Safe to run twice."""

import hashlib
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.services import discard_import, start_import
from portal.core.public_addresses import NotReached
from schools.register.enums import Refreshed
from schools.register.importer.page import RegisterImporter
from schools.register.importer.successions import SuccessionImporter
from schools.register.models import Refresh
from schools.register.refreshing import sources
from schools.register.refreshing.settling import keep

LOCK, LOCKED_SECONDS = "register:refreshing", 20 * 60


def refresh() -> None:
    """Take the newest file in where it is one that was not seen yet; it is then checked in the background."""
    if not sources.is_switched_on() or not cache.add(LOCK, 1, LOCKED_SECONDS):
        return
    try:
        _look()
    finally:
        cache.delete(LOCK)


def _look() -> None:
    seen = Refresh.objects.exclude(outcome=Refreshed.FAILED).order_by("-dated").first()
    try:
        found = sources.newest_schools(seen.dated if seen else None, most_bytes=RegisterImporter.most_bytes)
    except NotReached as failure:
        _failed(str(failure))
        return
    if found is None:
        return
    with found.file:
        digest = hashlib.file_digest(cast(Any, found.file), "sha256").hexdigest()
        found.file.seek(0)
        if not Refresh.objects.filter(sha256=digest).exists():
            _take_in(found, digest)


@transaction.atomic
def _take_in(found: sources.Found, digest: str) -> None:
    _discard_waiting(RegisterImporter.kind)
    refresh = Refresh(file=found.name, dated=found.dated, sha256=digest, by_portal=True)
    if not found.file.seek(0, 2):
        refresh.sha256 = ""
        _failed(f"{found.name} is empty.")
        return
    found.file.seek(0)
    item = start_import(
        kind=RegisterImporter.kind,
        upload=File(found.file, name=found.name),
        options={"whose": settings.REGISTER_WHOSE},
        by=None,
    )
    refresh.item = item
    refresh.save()


def refresh_successions() -> None:
    """Take the newest file of successions in, once the schools are current."""
    if not sources.is_switched_on():
        return
    try:
        found = sources.newest_links(most_bytes=SuccessionImporter.most_bytes)
    except NotReached as failure:
        _failed(f"The schools are current, but not what followed what. {failure}")
        return
    if found is None:
        return
    with found.file, transaction.atomic():
        _discard_waiting(SuccessionImporter.kind)
        start_import(
            kind=SuccessionImporter.kind, upload=File(found.file, name=found.name), options={}, by=None
        )


def _discard_waiting(kind: str) -> None:
    """What the portal fetched earlier and nobody has decided on: a newer file says all that it said."""
    for old in Import.objects.filter(kind=kind, owner=None, state=State.READY):
        discard_import(item=old, by=None)


def _failed(problem: str) -> None:
    """One line for the same failure, however often it is met."""
    last = Refresh.objects.filter(by_portal=True).first()
    if last and (last.outcome, last.problem) == (Refreshed.FAILED, problem):
        last.at = timezone.now()
        last.save(update_fields=["at"])
        return
    keep(Refresh(outcome=Refreshed.FAILED, problem=problem, by_portal=True))
