"""Locking a case for a change, and writing down what was done to it, in the caller's transaction."""

from typing import Any

from exclusions.protocol.enums import EntryKind
from exclusions.protocol.models import Case, CaseEntry
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of


def lock(case: Case, seen_revision: int) -> Case:
    """The case, locked, unless it is closed or has moved on since the caller looked (WrongState)."""
    locked = _locked(case)
    if not locked.is_open or locked.revision != seen_revision:
        raise WrongState(_who_was_first(locked))
    return locked


def lock_open(case: Case) -> Case:
    """The case, locked, wherever it has moved to meanwhile; WrongState where it is closed."""
    locked = _locked(case)
    if not locked.is_open:
        raise WrongState(f"{case.reference} is closed.")
    return locked


def lock_closed(case: Case) -> Case:
    """The case, locked; WrongState where it is open."""
    locked = _locked(case)
    if locked.is_open:
        raise WrongState(f"{case.reference} is open.")
    return locked


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _who_was_first(case: Case) -> str:
    last = (
        case.stage_records.exclude(completed_at=None)
        .select_related("stage", "completed_by")
        .order_by("completed_at", "number")
        .last()
    )
    if not case.is_open:
        return f"{case.reference} was closed on {moment(case.closed_at)}. Nothing more can be recorded in it."
    if last is None:
        return f"{case.reference} has changed since you opened this page."
    return (
        f"{last.completed_by} recorded the {last.stage.noun} on {moment(last.completed_at)}, while you had "
        f"this page open. The case is now at: {case.stage.name}. What you wrote has not been saved."
    )


def write_down(
    case: Case, verb: str, by: User | None, detail: dict[str, Any], about: tuple[str, ...] = ()
) -> None:
    """Into the audit trail: what was done to a case, with other references it is about."""
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"case.{verb}",
        about=[case.reference, *about, case.pupil.reference],
        capacity=_capacity(case, by),
        detail=detail,
    )


def enter(case: Case, kind: EntryKind, by: User | None, text: str = "", **detail: Any) -> CaseEntry:
    """Into the timeline of a case: what was done to it, and why in the person's own words."""
    return CaseEntry.objects.create(
        case=case, kind=kind, text=text.strip(), detail=detail, by=by, capacity=_capacity(case, by)
    )


def _capacity(case: Case, by: User | None) -> str:
    return standing_of(by).capacity(case.school_id) if by else ""
