"""Keeping what is typed of a suspension before it is recorded. Drafts are their author's alone."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.concerns.content import merged
from exclusions.suspensions.content import FIELDS, as_typed
from exclusions.suspensions.errors import AlreadyRecorded
from exclusions.suspensions.models import DRAFTS_KEPT, SuspensionDraft
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from schools.links.standing import people_standing_as, standing_of
from schools.pupils.models import Pupil
from schools.register.models import School


@transaction.atomic
def start_suspension_draft(*, by: User, school: School, pupil: Pupil) -> SuspensionDraft:
    """Begin one, with what the portal knows filled in: today, and who decides at this school."""
    today = timezone.localdate()
    content = {"kind": "SUSP", "starts": "am", "decided_by": _head_of(school)}
    content |= as_typed(today, "first") | as_typed(today, "decided_on")
    draft = SuspensionDraft.objects.create(author=by, school=school, pupil=pupil, content=content)
    _record(draft, "start", by)
    return draft


def _head_of(school: School) -> str:
    head = people_standing_as(Role.HEADTEACHER, school.pk).first()
    return head.name if head else school.head_name


@transaction.atomic
def save_suspension_draft(
    *, draft: SuspensionDraft, content: Mapping[str, Any], version: int, by: User
) -> SuspensionDraft:
    """Keep what is typed. `version` is the one the page has read; a new save counts one up.

    The same content again changes nothing. Raises StaleDraft, with the draft as it is now, where
    it was saved elsewhere since, and AlreadyRecorded where it has been recorded.
    """
    draft = locked_draft(draft)
    drafts.keep(draft, merged(draft.content, content, FIELDS), version=version)
    return draft


@transaction.atomic
def discard_suspension_draft(*, draft: SuspensionDraft, by: User, version: int | None = None) -> None:
    """The author throws a draft away. Raises StaleDraft where it was saved since `version`, the one shown."""
    draft = locked_draft(draft)
    drafts.insist(draft, version)
    _record(draft, "discard", by)
    draft.delete()


@transaction.atomic
def delete_stale_suspension_drafts() -> int:
    """Delete drafts nobody has touched for 30 days, and what is left of recorded ones; how many."""
    stale = SuspensionDraft.objects.filter(saved_at__lt=timezone.now() - DRAFTS_KEPT)
    for draft in stale.unsent().select_related("pupil"):
        _record(draft, "expire", None)
    deleted, _ = stale.delete()
    return deleted


def locked_draft(draft: SuspensionDraft) -> SuspensionDraft:
    """The draft as the database has it, held until the transaction ends. Raises AlreadyRecorded."""
    # Without joins: whoever waited for the lock would see the joined row of before it.
    draft = SuspensionDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.suspension is not None:
        raise AlreadyRecorded(draft.suspension.get_absolute_url())
    return draft


def _record(draft: SuspensionDraft, verb: str, by: User | None) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"suspension_draft.{verb}",
        about=[draft.reference, draft.pupil.reference],
        capacity=standing_of(by).capacity(draft.school_id) if by else "",
    )
