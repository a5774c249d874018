"""Recording a suspension or permanent exclusion, and correcting what was recorded."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from exclusions.concerns.content import as_post
from exclusions.suspensions.days import Days
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.errors import Incomplete
from exclusions.suspensions.forms import SuspensionForm
from exclusions.suspensions.models import Suspension, SuspensionDraft, Version
from exclusions.suspensions.packs import pack_for
from exclusions.suspensions.position import position_on
from exclusions.suspensions.services.acting import about, first_step, locked, write_step
from exclusions.suspensions.services.arriving import arrive
from exclusions.suspensions.services.caring import mark_for_virtual_school
from exclusions.suspensions.services.checking import check_days
from exclusions.suspensions.services.telling import tell_of_recording
from exclusions.suspensions.support import case_of
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from portal.core.errors import Refused
from schools.calendars.services import calendar_for
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.services.acting import lock
from schools.register.models import School


@transaction.atomic
def record_suspension(*, draft: SuspensionDraft, by: User, version: int | None = None) -> Suspension:
    """Record a draft. Recorded twice, it is one and the same suspension.

    Raises Incomplete where something is missing, StaleDraft where `version` (the one whose answers
    the author has checked) is not the draft's any more, and Overlaps or Unlawful for days that cannot be.
    """
    # Without joins: whoever waited for the lock would see the joined row of before it.
    draft = SuspensionDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.suspension is not None:
        return draft.suspension
    drafts.insist(draft, version)
    form = form_of(draft)
    if not form.is_valid():
        raise Incomplete("Something is still missing.")
    suspension = create_suspension(pupil=draft.pupil, school=draft.school, answers=form.answers(), by=by)
    # The draft only remembers what became of it: its words are in the record now.
    draft.suspension, draft.content = suspension, {}
    draft.save(update_fields=["suspension", "content"])
    return suspension


def form_of(draft: SuspensionDraft) -> SuspensionForm:
    """The draft's form, filled with what is typed."""
    calendar = calendar_for(draft.school_id)
    return SuspensionForm(
        as_post(draft.content), school=draft.school, calendar=calendar, content=draft.content
    )


@transaction.atomic
def create_suspension(*, pupil: Pupil, school: School, answers: Mapping[str, Any], by: User) -> Suspension:
    """Write the record, its first step and the audit event, and tell whom it concerns.

    `answers` are columns of Suspension, `days` as Days. Raises Overlaps or Unlawful.
    """
    # One at a time for a pupil: two people who record the same day at once are told of each other.
    pupil = lock(pupil)
    days: Days = answers["days"]
    check_days(pupil, school.pk, answers["kind"], answers["starts_on"], days)
    suspension = Suspension.objects.create(
        pupil=pupil,
        school=school,
        recorded_by=by,
        recorded_as=standing_of(by).capacity(school.pk),
        case_reference=case_of(pupil),
        pack=pack_for(answers["starts_on"]).code,
        **position_on(pupil, school.pk, answers["starts_on"]),
        **_columns(answers),
    )
    mark_for_virtual_school([pupil.pk])
    first_step(suspension, by=by, at=suspension.recorded_at)
    arrive([suspension], by=by)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="suspension.record",
        about=about(suspension),
        capacity=suspension.recorded_as,
        detail={"kind": suspension.kind, "sessions": suspension.sessions},
    )
    derive_pupil(pupil, why="It was recorded.", by=by)
    tell_of_recording(suspension, by=by)
    return suspension


def _columns(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the answers fill, those included that repeat the days."""
    days: Days = answers["days"]
    is_permanent = answers["kind"] == SuspensionKind.PERMANENT
    return {
        **answers,
        "days": days.as_json(),
        "sessions": days.sessions,
        "ends_on": None if is_permanent else days.last,
    }


@transaction.atomic
def correct_suspension(
    *, suspension: Suspension, answers: Mapping[str, Any], because: str, by: User, seen_revision: int
) -> Suspension:
    """Put a record right; what stood before is kept with who changed it and why.

    The same answers again change nothing. Raises WrongState where somebody has changed the record since
    the page was read, Refused without a reason, and Overlaps or Unlawful for days that cannot be.
    """
    suspension = locked(suspension, "correct", seen_revision)
    if not because.strip():
        raise Refused("Write why the record is corrected.")
    days: Days = answers["days"]
    changes = _changes(suspension, _columns(answers))
    if not changes:
        return suspension
    check_days(
        suspension.pupil,
        suspension.school_id,
        answers["kind"],
        answers["starts_on"],
        days,
        without=[suspension.pk],
    )
    _keep_version(suspension, changes, because.strip(), by)
    for name, value in changes.items():
        setattr(suspension, name, value)
    if "starts_on" in changes:
        suspension.pack = pack_for(suspension.starts_on).code
    suspension.save()
    write_step(suspension, "correct", by=by, note=because.strip(), detail={"changed": sorted(changes)})
    derive_pupil(suspension.pupil, why="The record was corrected.", by=by)
    return suspension


def _changes(suspension: Suspension, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if getattr(suspension, name) != value}


def _keep_version(suspension: Suspension, changes: dict[str, Any], because: str, by: User) -> None:
    stood = {name: getattr(suspension, name) for name in changes}
    Version.objects.create(
        suspension=suspension,
        number=suspension.versions.count() + 1,
        stood={name: _as_json(value) for name, value in stood.items()},
        changed=sorted(changes),
        because=because,
        by=by,
        capacity=standing_of(by).capacity(suspension.school_id),
    )


def _as_json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
