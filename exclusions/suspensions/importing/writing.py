"""Writing rows as they were planned, a chunk at a time; and taking them back. Nothing is deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_date

from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.enums import Origin, State, SuspensionKind
from exclusions.suspensions.models import Step, Suspension, Version
from exclusions.suspensions.packs import pack_for
from exclusions.suspensions.packs.reasons import labels_of_all
from exclusions.suspensions.position import COLUMNS as POSITION
from exclusions.suspensions.services.arriving import arrive
from exclusions.suspensions.services.caring import mark_for_virtual_school
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk.importer import Planned
from portal.core.errors import Refused
from portal.core.references import give_references
from portal.core.templatetags.portal import plain_date
from schools.links.standing import standing_of
from schools.pupils.importing.known import Known
from schools.pupils.models import Pupil
from schools.register.models import School

BECAUSE = "The school’s own system said otherwise."
UNDONE = "The import was taken back."
CHANGED_SINCE = "Some of its records were changed in the portal since."
HEADINGS = {
    "days": "Length",
    "reason_1": "Reason",
    "reason_2": "Second reason",
    "reason_3": "Third reason",
    "what_happened": "What happened",
}


@dataclass(frozen=True)
class Wanted:
    """What a row says about a record."""

    kind: SuspensionKind
    starts_on: date
    days: Days
    reasons: tuple[str, ...]
    what_happened: str

    def columns(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "starts_on": self.starts_on,
            "ends_on": self.days.last if self.days else None,
            "days": self.days.as_json(),
            "sessions": self.days.sessions,
            "reason_1": self.reasons[0],
            "reason_2": self.reasons[1],
            "reason_3": self.reasons[2],
            "what_happened": self.what_happened,
        }


@dataclass(frozen=True)
class New:
    pupil: Pupil
    school: School
    columns: dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """`differs` are the columns that the file says otherwise."""

    pk: int
    differs: dict[str, Any]


def position(pupil: Pupil, school: School, day: date, known: Known) -> dict[str, Any]:
    """Who the pupil was that day, from what was read for all rows at once (`position.position_on`)."""
    columns: dict[str, Any] = {}
    sources: dict[str, Any] = {}
    for kind, column in POSITION.items():
        facts = known.facts_on(pupil, kind, day)
        if facts:
            columns[column] = facts[0].value
            sources[kind.value] = [facts[0].source, facts[0].as_at.isoformat()]
    columns["position_sources"] = sources
    there = [e for e in known.enrolments[pupil.pk] if e.school_id == school.pk and e.starts_on <= day]
    columns["year_group"] = there[-1].year_group if there else ""
    return columns


def in_words(before: Mapping[str, Any], differs: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Heading to what was and what will be, for the preview."""
    return {
        heading: (_words(name, before[name]), _words(name, differs[name]))
        for name, heading in HEADINGS.items()
        if name in differs
    }


def _words(name: str, value: Any) -> str:
    if name == "days":
        days = Days.from_json(value)
        return f"{in_days(days.sessions)} to {plain_date(days.last)}" if days else "none"
    return labels_of_all().get(value, value)[:200] if name.startswith("reason") else str(value)[:200]


def write(planned: list[Planned], by: User) -> None:
    """Write some rows; sets `done` on each, for `undo`."""
    _add([row for row in planned if isinstance(row.work, New)], by)
    _change([row for row in planned if isinstance(row.work, Changed)], by)


def _add(planned: list[Planned], by: User) -> None:
    if not planned:
        return
    now, capacity = timezone.now(), standing_of(by).capacity()
    rows = [
        Suspension(
            pupil=row.work.pupil,
            school=row.work.school,
            origin=Origin.IMPORT,
            recorded_by=by,
            recorded_as=capacity,
            recorded_at=now,
            pack=pack_for(row.work.columns["starts_on"]).code,
            **row.work.columns,
        )
        for row in planned
    ]
    give_references(rows)
    Suspension.objects.bulk_create(rows)
    mark_for_virtual_school({row.pupil_id for row in rows})
    arrive(rows, by=by)
    Step.objects.bulk_create(
        Step(
            suspension=row,
            number=1,
            verb="record",
            on=row.starts_on,
            after=State.RECORDED,
            note=Origin.IMPORT.label,
            by=by,
            capacity=capacity,
            at=now,
        )
        for row in rows
    )
    for plan, row in zip(planned, rows, strict=True):
        plan.done = {"new": row.pk, "revision": row.revision}
    _note_down("suspension.import", rows, by)


def _change(planned: list[Planned], by: User) -> None:
    if not planned:
        return
    rows = (
        Suspension.objects.select_for_update(of=("self",))
        .select_related("pupil")
        .in_bulk([row.work.pk for row in planned])
    )
    for plan in planned:
        suspension = rows[plan.work.pk]
        before = {name: as_json(getattr(suspension, name)) for name in plan.work.differs}
        _put(suspension, plan.work.differs, BECAUSE, by)
        plan.done = {"changed": suspension.pk, "before": before, "revision": suspension.revision}
    _note_down("suspension.import", rows.values(), by)


def _put(suspension: Suspension, columns: Mapping[str, Any], because: str, by: User) -> None:
    """Change some columns, keeping what stood, as a correction does."""
    capacity = standing_of(by).capacity(suspension.school_id)
    Version.objects.create(
        suspension=suspension,
        number=suspension.versions.count() + 1,
        stood={name: as_json(getattr(suspension, name)) for name in columns},
        changed=sorted(columns),
        because=because,
        by=by,
        capacity=capacity,
    )
    for name, value in columns.items():
        setattr(suspension, name, value)
    suspension.revision += 1
    suspension.save()
    Step.objects.create(
        suspension=suspension,
        number=suspension.steps.count() + 1,
        verb="correct",
        on=timezone.localdate(),
        before=suspension.state,
        after=suspension.state,
        note=because,
        by=by,
        capacity=capacity,
    )


def undo(done: list[dict[str, Any]], by: User, *, since: date) -> set[int]:
    """Mark what was added as recorded in error, and put corrected records back; nothing is deleted.

    Gives back the pupils of records since a day. Raises Refused where a record was changed since.
    """
    ids = [one.get("new") or one["changed"] for one in done]
    rows = Suspension.objects.select_for_update(of=("self",)).select_related("pupil").in_bulk(ids)
    if any(rows[pk].revision != one["revision"] for pk, one in zip(ids, done, strict=True)):
        raise Refused(CHANGED_SINCE)
    _void([rows[one["new"]] for one in done if "new" in one], by)
    for one in done:
        if "changed" in one:
            stood = {name: _from_json(name, value) for name, value in one["before"].items()}
            _put(rows[one["changed"]], stood, UNDONE, by)
    _note_down("suspension.undo_import", rows.values(), by)
    return {row.pupil_id for row in rows.values() if row.starts_on >= since}


def _void(rows: list[Suspension], by: User) -> None:
    """Nobody has touched them since: each has the one step of its recording."""
    now, capacity = timezone.now(), standing_of(by).capacity()
    Suspension.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.VOID, revision=F("revision") + 1, changed_at=now
    )
    Step.objects.bulk_create(
        Step(
            suspension=row,
            number=2,
            verb="void",
            on=timezone.localdate(now),
            before=row.state,
            after=State.VOID,
            note=UNDONE,
            by=by,
            capacity=capacity,
            at=now,
        )
        for row in rows
    )


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _from_json(name: str, value: Any) -> Any:
    return parse_date(value) if value and name in ("starts_on", "ends_on") else value


def _note_down(verb: str, rows: Iterable[Suspension], by: User) -> None:
    """One event for a chunk of records, found under each of their references and each pupil's."""
    rows = list(rows)
    references = [reference for row in rows for reference in (row.reference, row.pupil.reference)]
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=references,
        capacity=standing_of(by).capacity(),
        detail={"records": len(rows)},
    )
