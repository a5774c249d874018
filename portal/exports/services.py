"""Asking for a list as a file, fetching it, deleting it; making it is in `work.py`."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk import progress
from portal.core.errors import Refused, WrongState
from portal.core.listing import ListingView
from portal.exports import lists
from portal.exports.enums import Format, State
from portal.exports.lists import Asked
from portal.exports.models import Export
from portal.exports.tasks import prepare
from portal.exports.workflow import FILES
from schools.links.standing import standing_of

# The row without file and filters: who took what out, for as long as working records are kept.
ROW_KEPT = timedelta(days=30)


def reach_of(user: User) -> list[str]:
    """Where a person stands, in words that can be kept and compared."""
    standing = standing_of(user)
    schools = {f"{role.value} at {school}" for role, school in standing.school_roles}
    return sorted(schools | {role.value for role in standing.authority_roles})


@transaction.atomic
def ask_for_export(*, asked: Asked, by: User) -> Export:
    """Have a list made into a file in the background. Asked again while it is being made: the same one.

    Raises PermissionDenied and Http404 as the list's page would, Refused where too many of this person's
    files are being prepared already.
    """
    asked, title, expected = _look_at(asked, by)
    # Held, so that two browsers of one person cannot both pass the limit.
    User.objects.select_for_update().get(pk=by.pk)
    waiting = Export.objects.visible_to(by).preparing()
    same = waiting.filter(path=asked.path, query=asked.query, format=asked.format).first()
    if same is not None:
        return same
    if waiting.count() >= settings.EXPORT_MOST_WAITING:
        raise Refused(
            f"{settings.EXPORT_MOST_WAITING} files are being prepared for you already. "
            "Ask again when one of them is ready."
        )
    export = Export.objects.create(
        owner=by,
        path=asked.path,
        query=asked.query,
        format=asked.format,
        title=title[:200],
        expected=expected,
    )
    note_down(export, "ask", rows=expected)
    send(export)
    return export


def _look_at(asked: Asked, by: User) -> tuple[Asked, str, int]:
    """What the list understands of it, its title and number of rows, as this person gets it."""
    found: list[tuple[Asked, str, int]] = []

    def look(view: ListingView) -> None:
        found.append((lists.asked_of(view, asked.format), str(view.title), lists.count_rows(view)))

    lists.run(asked, by, look)
    if not found:
        raise Refused("This list cannot be exported.")
    return found[0]


def fetch(*, export: Export, by: User) -> None:
    """Write down that the owner fetches the file, once it is sure that they still may.

    Raises PermissionDenied and Http404 where they may no longer see the list, Refused where the file is
    gone or was made while they could see more.
    """
    if not export.is_ready:
        raise Refused("This file is no longer kept. Ask for it again.")

    def still_there(view: ListingView) -> None:
        """That it runs is the check."""

    lists.run(asked_for(export), by, still_there)
    if not set(export.reach) <= set(reach_of(by)):
        raise Refused("What you may see has changed since this file was made. Ask for it again.")
    note_down(export, "download", rows=export.rows)


@transaction.atomic
def delete_export(*, export: Export, by: User) -> None:
    """Delete one's file before its time. Raises WrongState where there is none."""
    held = Export.objects.visible_to(by).select_for_update().get(pk=export.pk)
    if not FILES.allows("delete", held.state):
        raise WrongState("This file is not there to be deleted.")
    note_down(held, "delete", rows=held.rows)
    forget(held)


def asked_for(export: Export) -> Asked:
    return Asked(export.path, export.query, Format(export.format))


def send(export: Export) -> None:
    """Give the export to the worker once the change is committed."""
    progress.say(export, 0)
    prepare.delay_on_commit(export_id=export.pk)


def note_down(export: Export, verb: str, *, rows: int) -> None:
    """Write an act on an export into the audit trail: which list and filters (not what was typed), rows."""
    asked = asked_for(export)
    detail: dict[str, Any] = {"list": lists.name_of(asked.path), "format": asked.format.value}
    record(
        by=export.owner,
        kind=Kind.EXPORT,
        verb=f"export.{verb}",
        about=[export.reference],
        capacity=standing_of(export.owner).capacity(),
        detail={**detail, "filters": asked.filters, "rows": rows},
    )


def resume() -> None:
    """Give exports whose worker died to another one: a file that is not whole is never kept."""
    for export in Export.objects.preparing():
        if progress.is_silent(export):
            send(export)


def forget_old() -> None:
    """Delete files whose time has passed or whose owner has left, and after 30 days the rows."""
    now = timezone.now()
    over = Q(expires_at__lt=now) | Q(owner__is_active=False)
    for export in Export.objects.filter(over, state=State.READY):
        forget(export)
    old = Export.objects.exclude(state__in=(State.PREPARING, State.READY))
    old.filter(asked_at__lt=now - ROW_KEPT).delete()


def forget(export: Export) -> None:
    """Delete file and filters; the counts stay."""
    stored, storage = export.file.name, export.file.storage
    export.state, export.file, export.query = State.GONE, "", ""
    export.save(update_fields=["state", "file", "query"])
    if stored:
        transaction.on_commit(lambda: storage.delete(stored))
