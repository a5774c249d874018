"""Keeping what is typed of a measure before it is recorded. Drafts are their author's alone."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.concerns.content import Fields, merged
from exclusions.measures.models import DRAFTS_KEPT, MeasureDraft
from exclusions.measures.spec import KindSpec
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School


def draft_about(*, by: User, spec: KindSpec, school: School, pupil: Pupil) -> MeasureDraft | None:
    """What this person has typed of this kind about a pupil; None where nothing."""
    return MeasureDraft.objects.of(by).filter(kind=spec.kind, school=school, pupil=pupil).first()


def save_measure_draft(
    *,
    by: User,
    spec: KindSpec,
    school: School,
    pupil: Pupil,
    content: Mapping[str, Any],
    fields: Fields,
    version: int,
) -> MeasureDraft:
    """Keep what is typed. `version` is the one the page has read, 0 where there was no draft yet.

    The same content again changes nothing. Raises StaleDraft where it was saved elsewhere since.
    """
    about = {"author": by, "kind": spec.kind, "school": school, "pupil": pupil}
    try:
        with transaction.atomic():
            return _save(about, by, content, fields, version)
    except IntegrityError:
        # Another page of the same person began one in this moment.
        raise drafts.StaleDraft(MeasureDraft.objects.filter(**about).first()) from None


def _save(
    about: dict[str, Any], by: User, content: Mapping[str, Any], fields: Fields, version: int
) -> MeasureDraft:
    draft = MeasureDraft.objects.select_for_update().filter(**about).first()
    if draft is None:
        if version:
            raise drafts.StaleDraft(None)
        draft = MeasureDraft.objects.create(**about, content=merged({}, content, fields))
        _record(draft, "start", by)
        return draft
    drafts.keep(draft, merged(draft.content, content, fields), version=version)
    return draft


@transaction.atomic
def discard_measure_draft(*, draft: MeasureDraft, by: User, version: int | None = None) -> None:
    """The author throws a draft away; one that is gone already is no mistake.

    Raises StaleDraft where it was saved since `version`, the one asked of.
    """
    found = MeasureDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is not None:
        drafts.insist(found, version)
        _record(found, "discard", by)
        found.delete()


def use_up_draft(
    *,
    by: User,
    spec: KindSpec,
    school: School,
    pupil: Pupil,
    content: Mapping[str, Any],
    fields: Fields,
    version: int,
) -> None:
    """The measure is recorded as `content` says it: its draft goes, in the caller's transaction.

    Raises StaleDraft where it says something else that was saved since `version`, the one that the page has
    read, and where it has been recorded or deleted since.
    """
    about = {"author": by, "kind": spec.kind, "school": school, "pupil": pupil}
    draft = MeasureDraft.objects.select_for_update().filter(**about).first()
    if draft is None:
        if version:
            raise drafts.StaleDraft(None)
        return
    if draft.content != merged(draft.content, content, fields):
        drafts.insist(draft, version)
    draft.delete()


@transaction.atomic
def delete_stale_measure_drafts() -> int:
    """Delete drafts nobody has touched for 30 days; how many."""
    stale = MeasureDraft.objects.filter(saved_at__lt=timezone.now() - DRAFTS_KEPT)
    for draft in stale.select_related("pupil"):
        _record(draft, "expire", None)
    deleted, _ = stale.delete()
    return deleted


def _record(draft: MeasureDraft, verb: str, by: User | None) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"measure_draft.{verb}",
        about=[draft.reference, draft.pupil.reference],
        capacity=standing_of(by).capacity(draft.school_id) if by else "",
    )
