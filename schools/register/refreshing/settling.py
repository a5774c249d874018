"""What becomes of a checked file: what the portal fetched is imported by itself, or waits for a person."""

import hashlib

from django.urls import reverse
from django.utils import timezone

from portal.accounts.authority import holders_across_authority
from portal.accounts.enums import Power
from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, discard_import
from portal.notices.services import notify
from schools.register.enums import Refreshed
from schools.register.importer.consequences import Consequences
from schools.register.importer.schools import SchoolImport
from schools.register.lists import forget_lists
from schools.register.models import Refresh
from schools.register.refreshing.limits import drastic
from schools.register.refreshing.sources import day_of
from schools.register.tasks import refresh_successions

ENDED = {
    State.APPLIED: Refreshed.APPLIED,
    State.DISCARDED: Refreshed.DISCARDED,
    State.UNUSABLE: Refreshed.FAILED,
    State.FAILED: Refreshed.FAILED,
}


def settle(item: Import, run: SchoolImport | None, meant: Consequences | None) -> None:
    """An import of schools waits or has ended: remember it, and decide on what the portal fetched itself.

    `run` and `meant` are there when the file was just checked. In the transaction of that.
    """
    refresh = Refresh.objects.filter(item=item).first() or _begun(item)
    if item.state == State.READY and run is not None and meant is not None:
        _checked(refresh, item, run, meant)
    elif item.state == State.DISCARDED and item.owner is None:
        if refresh.outcome == Refreshed.WAITING:
            Refresh.objects.filter(pk=refresh.pk).update(outcome=Refreshed.SUPERSEDED)
    elif State(item.state) in ENDED and refresh.outcome not in (Refreshed.UNCHANGED, Refreshed.APPLIED):
        refresh.outcome, refresh.problem = ENDED[State(item.state)], item.problem
        refresh.at = timezone.now()
        if item.state == State.FAILED:
            refresh.sha256 = ""  # the fault was the portal's: the same file may be tried again
        keep(refresh)


def keep(refresh: Refresh) -> None:
    """Save how a file fared, and see to what follows from it: lists, administrators, successions."""
    refresh.save()
    forget_lists()
    if not refresh.by_portal:
        return
    if refresh.outcome in (Refreshed.APPLIED, Refreshed.UNCHANGED):
        refresh_successions.delay_on_commit()
    if refresh.outcome in (Refreshed.WAITING, Refreshed.FAILED):
        _tell(refresh)


def _begun(item: Import) -> Refresh:
    dated = day_of(item.name) or timezone.localdate(item.started_at)
    with item.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Refresh(item=item, file=item.name, dated=dated, sha256=digest, by_portal=item.owner is None)


def _checked(refresh: Refresh, item: Import, run: SchoolImport, meant: Consequences) -> None:
    refresh.rows, refresh.missing = run.counts.read, run.layout.missing
    if item.owner is not None:
        refresh.outcome = Refreshed.WAITING if item.would_write else Refreshed.UNCHANGED
        keep(refresh)
        return
    reasons = drastic(item, run, meant, Refresh.objects.up_to_date().first())
    if reasons:
        refresh.outcome, refresh.problem = Refreshed.WAITING, " ".join(reasons)
        Import.objects.filter(pk=item.pk).update(problem=f"It was not imported by itself. {refresh.problem}")
        keep(refresh)
    elif item.would_write:
        refresh.outcome = Refreshed.CHECKING
        keep(refresh)
        apply_import(item=item, leave_out=True, by=None)
    else:
        refresh.outcome = Refreshed.UNCHANGED
        keep(refresh)
        discard_import(item=item, by=None)


def _tell(refresh: Refresh) -> None:
    """Once, not again each time the portal looks: only where the last time was another matter."""
    before = Refresh.objects.filter(by_portal=True).exclude(pk=refresh.pk).first()
    waits = refresh.outcome == Refreshed.WAITING
    same = (Refreshed.WAITING, Refreshed.SUPERSEDED) if waits else (Refreshed.FAILED,)
    if before and before.outcome in same and before.problem == refresh.problem:
        return
    tell_administrators(
        "A new file of the schools register waits for an administrator to look at it"
        if waits
        else "The schools register could not be refreshed",
        refresh.item.get_absolute_url() if waits and refresh.item else reverse("register:refreshes"),
        about=refresh.item.reference if refresh.item else "",
    )


def tell_administrators(text: str, leads_to: str, *, about: str) -> None:
    notify(
        people=holders_across_authority(Power.MANAGE_REGISTER),
        kind="register.refresh",
        text=text,
        about=about,
        leads_to=leads_to,
    )
