"""Drafts: begun, saved as they are typed, thrown away, and cleared when nobody comes back to them."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from exclusions.concerns.content import EVERYTHING, PART, Fields, merged
from exclusions.concerns.errors import AlreadySent
from exclusions.concerns.models import DRAFTS_KEPT, DRAFTS_WARNED_BEFORE, ConcernFile, Draft
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from portal.core.templatetags.portal import plain_date
from portal.files.services import keep_file
from portal.notices.services import notify
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School

MOST_FILES = 10


@transaction.atomic
def start_draft(*, by: User, school: School, pupils: Iterable[Pupil] = ()) -> Draft:
    """Begin a concern of this school; from now on it is kept until it is sent or thrown away."""
    draft = Draft.objects.create(author=by, school=school, saved_at=timezone.now())
    draft.pupils.set(pupils)
    _record(draft, "start", by, draft.pupils.all())
    return draft


@transaction.atomic
def save_draft(
    *, draft: Draft, content: Mapping[str, Any], version: int, by: User, fields: Fields = EVERYTHING
) -> Draft:
    """Keep what is typed. `version` is the one the page has read; a new save counts one up.

    `fields` are those of the page it was typed on: the others stay as they are.

    The same content again changes nothing. Raises StaleDraft, with the draft as it is now, where it was
    saved elsewhere since, and AlreadySent where it has been sent. Saves are not audited one by one: a
    draft is its author's alone; its start and its end are.
    """
    draft = _locked(draft)
    drafts.keep(draft, merged(draft.content, content, fields), version=version, warned_at=None)
    return draft


@transaction.atomic
def add_pupil_to_draft(*, draft: Draft, pupil: Pupil, by: User) -> Draft:
    draft = _locked(draft)
    draft.pupils.add(pupil)
    _touch(draft)
    _record(draft, "add_pupil", by, [pupil])
    return draft


@transaction.atomic
def remove_pupil_from_draft(*, draft: Draft, pupil: Pupil, by: User) -> Draft:
    draft = _locked(draft)
    draft.pupils.remove(pupil)
    draft.content = {name: value for name, value in draft.content.items() if name != PART + pupil.reference}
    _touch(draft, "content")
    _record(draft, "remove_pupil", by, [pupil])
    return draft


@transaction.atomic
def attach_file(*, draft: Draft, upload: UploadedFile, by: User) -> ConcernFile:
    """Check a file and keep it with the draft. Raises ValidationError, saying how to mend it."""
    draft = _locked(draft)
    if draft.files.count() >= MOST_FILES:
        raise ValidationError(
            f"A concern holds {MOST_FILES} files. Put several pictures into one document, or remove a file.",
            code="too_many_files",
        )
    kept = keep_file(ConcernFile, upload=upload, by=by, draft=draft)
    _touch(draft)
    _record(draft, "attach_file", by, [kept])
    return kept


@transaction.atomic
def remove_file(*, draft: Draft, file: ConcernFile, by: User) -> None:
    """Take a file out of a draft and out of storage; files of sent concerns stay."""
    draft = _locked(draft)
    file = draft.files.get(pk=file.pk)
    _record(draft, "remove_file", by, [file])
    _delete_files([file])
    _touch(draft)


@transaction.atomic
def discard_draft(*, draft: Draft, by: User, version: int | None = None) -> None:
    """The author throws a draft away, with its files.

    Raises StaleDraft where it was saved since `version`, the one asked of.
    """
    draft = _locked(draft)
    drafts.insist(draft, version)
    _record(draft, "discard", by, draft.pupils.all())
    _delete(draft)


def delete_stale_drafts() -> tuple[int, int]:
    """Delete drafts nobody has touched for 30 days; warn their authors 7 days before.

    Gives back how many were warned of and how many deleted. Safe to run twice. What is left of a sent
    draft, the memory of where it went, goes at the same age.
    """
    now = timezone.now()
    warned = sum(
        _warn(pk)
        for pk in _ids(
            Draft.objects.unsent()
            .untouched_since(now - DRAFTS_KEPT + DRAFTS_WARNED_BEFORE)
            .filter(warned_at=None)
        )
    )
    # Whoever was warned late, because the job did not run, still has the days the notice promised.
    grace = Draft.objects.untouched_since(now - DRAFTS_KEPT)
    deleted = sum(
        _expire(pk) for pk in _ids(grace.unsent().filter(warned_at__lte=now - DRAFTS_WARNED_BEFORE))
    )
    Draft.objects.untouched_since(now - DRAFTS_KEPT).exclude(concern=None).delete()
    return warned, deleted


def _ids(drafts: Any) -> list[int]:
    return list(drafts.values_list("pk", flat=True))


@transaction.atomic
def _warn(draft_id: int) -> bool:
    draft = Draft.objects.select_for_update().filter(pk=draft_id, concern=None, warned_at=None).first()
    if draft is None:
        return False
    draft.warned_at = timezone.now()
    draft.save(update_fields=["warned_at"])
    last_day = max(draft.deleted_on, timezone.localdate(draft.warned_at + DRAFTS_WARNED_BEFORE))
    notify(
        people=[draft.author] if draft.author.is_active else [],
        kind="draft.expiring",
        text=f"{draft.reference}: your draft of a concern will be deleted on {plain_date(last_day)}.",
        about=draft.reference,
        leads_to=draft.get_absolute_url(),
    )
    return True


@transaction.atomic
def _expire(draft_id: int) -> bool:
    stale = timezone.now() - DRAFTS_KEPT
    draft = Draft.objects.select_for_update().filter(pk=draft_id, saved_at__lt=stale).first()
    if draft is None:
        return False
    _record(draft, "expire", None, draft.pupils.all())
    _delete(draft)
    return True


def _locked(draft: Draft) -> Draft:
    # Without joins: whoever waited for the lock would see the joined row of before it.
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.concern is not None:
        raise AlreadySent(draft.concern.get_absolute_url())
    return draft


def _touch(draft: Draft, *fields: str) -> None:
    draft.saved_at = timezone.now()
    draft.warned_at = None
    draft.save(update_fields=["saved_at", "warned_at", *fields])


def _delete(draft: Draft) -> None:
    _delete_files(draft.files.filter(concern=None))
    draft.delete()


def _delete_files(files: Iterable[ConcernFile]) -> None:
    for kept in list(files):
        stored = kept.file
        kept.delete()
        # Only once the row is gone for good: a rolled-back deletion keeps its file.
        transaction.on_commit(partial(stored.storage.delete, str(stored.name)))


def _record(draft: Draft, verb: str, by: User | None, about: Iterable[Any]) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"draft.{verb}",
        about=[draft.reference, *(other.reference for other in about)],
        capacity=standing_of(by).capacity(draft.school_id) if by else "",
    )
