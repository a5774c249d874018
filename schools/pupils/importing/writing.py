"""Writing rows as they were planned, a chunk at a time; and taking them back."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.bulk.importer import Planned
from portal.core.errors import Refused
from portal.core.references import give_references
from schools.links.standing import standing_of
from schools.pupils.changed import facts_changed
from schools.pupils.importing.planning import Work, as_json
from schools.pupils.models import Enrolment, Pupil, PupilFact, PupilUpn, SafeguardingTransfer
from schools.pupils.services.arrivals import Arrival, start_transfers, take_back_transfers
from schools.pupils.services.moving import ON_ROLL

SEARCH_NAME = Pupil._meta.get_field("search_name")
# What came with the file and goes with it; everything else that points to a pupil stands in the way.
OWN_RECORDS = (Enrolment, PupilFact, PupilUpn)
REASON = "Replaced by an import"
IN_USE = "Some of its pupils have concerns, cases or other records by now."
FILE_SENT = "A safeguarding file has been sent for one of its pupils since."
FIELDS = ("upn", "surname", "forename", "preferred_name", "search_name", "born_on", "sex")
ENROLMENT_FIELDS = ("year_group", "year_since", "status", "starts_on", "ends_on", "leaving_reason")


def write(planned: list[Planned], by: User | None) -> None:
    """Write some rows; sets `done` on each, for `undo`."""
    works: list[Work] = [row.work for row in planned]
    today = timezone.localdate()
    new = [work.pupil for work in works if work.is_new]
    give_references(new)
    Pupil.objects.bulk_create(new)
    changed = [work.pupil for work in works if work.before and not work.is_new]
    for pupil in changed:
        # bulk_update asks no field, so the folded name is told.
        SEARCH_NAME.pre_save(pupil, add=False)
    Pupil.objects.bulk_update(changed, FIELDS, batch_size=200)
    former = {
        id(work): PupilUpn(
            pupil=work.pupil, upn=work.former_upn, reason=REASON, ended_on=today, entered_by=by
        )
        for work in works
        if work.former_upn
    }
    PupilUpn.objects.bulk_create(former.values())
    _write_enrolments(works)
    _write_facts(works, by)
    files = _ask_for_files(works, by)
    for row, work in zip(planned, works, strict=True):
        row.done = _done(work, former.get(id(work)), files.get(work.pupil.pk))
    _note_down("pupil.import", [work.pupil for work in works], {row.work.urn for row in planned}, by)


def _write_enrolments(works: list[Work]) -> None:
    enrolments = [work.enrolment for work in works if work.enrolment]
    for work in works:
        if work.enrolment:
            work.enrolment.pupil = work.pupil
    Enrolment.objects.bulk_create(enrolment for enrolment in enrolments if enrolment.pk is None)
    known = [work.enrolment for work in works if work.enrolment and work.enrolment_before]
    Enrolment.objects.bulk_update(known, ENROLMENT_FIELDS, batch_size=200)


def _ask_for_files(works: list[Work], by: User | None) -> dict[int, SafeguardingTransfer]:
    """Safeguarding files of pupils who came onto this roll from another school, by pupil."""
    came = [work for work in works if work.enrolment and not work.enrolment_before and not work.is_new]
    arrivals = [
        Arrival(work.pupil.pk, work.enrolment.school, work.enrolment.starts_on)
        for work in came
        if work.enrolment and work.enrolment.status in ON_ROLL
    ]
    return start_transfers(arrivals=arrivals, by=by) if arrivals and by else {}


def _write_facts(works: list[Work], by: User | None) -> None:
    ended = [(fact, last_day) for work in works for fact, last_day in work.ended]
    for fact, last_day in ended:
        if last_day is None:
            fact.withdrawn_at = timezone.now()
        else:
            fact.ends_on = last_day
    PupilFact.objects.bulk_update([fact for fact, _ in ended], ["ends_on", "withdrawn_at"], batch_size=200)
    new = [fact for work in works for fact in work.new_facts]
    for work in works:
        for fact in work.new_facts:
            fact.pupil, fact.entered_by = work.pupil, by
    PupilFact.objects.bulk_create(new)
    facts_changed.send(PupilFact, pupils={fact.pupil_id for fact in (*new, *(fact for fact, _ in ended))})


def _done(work: Work, former: PupilUpn | None, file: SafeguardingTransfer | None) -> dict[str, Any]:
    enrolment = work.enrolment
    return {
        "pupil": work.pupil.pk,
        "urn": work.urn,
        "is_new": work.is_new,
        "before": {} if work.is_new else work.before,
        "after": {name: as_json(getattr(work.pupil, name)) for name in work.before},
        "former_upn": former.pk if former else None,
        "enrolment": enrolment.pk if enrolment else None,
        "enrolment_before": work.enrolment_before,
        "enrolment_after": {n: as_json(getattr(enrolment, n)) for n in work.enrolment_before},
        "file": file.pk if file else None,
        "facts": [fact.pk for fact in work.new_facts],
        "ended": [fact.pk for fact, last_day in work.ended if last_day],
        "withdrawn": [fact.pk for fact, last_day in work.ended if last_day is None],
    }


def undo(done: list[dict[str, Any]], by: User | None) -> None:
    """Take back what `write` did. Raises Refused where a record was changed since, or others lean on it."""
    pupils = Pupil.objects.select_for_update().in_bulk([one["pupil"] for one in done])
    enrolments = Enrolment.objects.in_bulk([one["enrolment"] for one in done if one["enrolment"]])
    for one in done:
        _refuse_if_changed(pupils.get(one["pupil"]), one["after"])
        if one["enrolment"]:
            _refuse_if_changed(enrolments.get(one["enrolment"]), one["enrolment_after"])
    _note_down("pupil.undo_import", pupils.values(), {one["urn"] for one in done}, by)
    _undo_facts(done)
    if not take_back_transfers([one["file"] for one in done if one.get("file")]):
        raise Refused(FILE_SENT)
    PupilUpn.objects.filter(pk__in=_all(done, "former_upn")).delete()
    for one in done:
        _restore(enrolments.get(one["enrolment"]), one["enrolment_before"])
        _restore(pupils[one["pupil"]], one["before"])
    made = [one["enrolment"] for one in done if one["enrolment"] and not one["enrolment_before"]]
    _delete(Enrolment.objects.filter(pk__in=made))
    new = [one["pupil"] for one in done if one["is_new"]]
    if _are_in_use(new):
        raise Refused(IN_USE)
    _delete(Pupil.objects.filter(pk__in=new))


def _are_in_use(pupil_ids: list[int]) -> bool:
    """Whether rooms above hold records about one of these pupils."""
    return any(
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pupil_ids}).exists()
        for relation in Pupil._meta.related_objects
        if relation.related_model not in OWN_RECORDS
    )


def _undo_facts(done: list[dict[str, Any]]) -> None:
    made = [pk for one in done for pk in one["facts"]]
    facts = PupilFact.objects.filter(pk__in=made)
    if facts.exclude(ends_on=None, withdrawn_at=None).exists() or facts.count() < len(made):
        raise Refused("What it says about some pupils was changed since.")
    ended = [pk for one in done for pk in one["ended"]]
    withdrawn = [pk for one in done for pk in one["withdrawn"]]
    touched = PupilFact.objects.filter(pk__in=[*made, *ended, *withdrawn])
    pupils = set(touched.values_list("pupil", flat=True))
    facts.delete()
    PupilFact.objects.filter(pk__in=ended).update(ends_on=None)
    PupilFact.objects.filter(pk__in=withdrawn).update(withdrawn_at=None)
    facts_changed.send(PupilFact, pupils=pupils)


def _refuse_if_changed(record: models.Model | None, after: dict[str, Any]) -> None:
    if record is None or any(as_json(getattr(record, name)) != value for name, value in after.items()):
        raise Refused("Some of its pupils were changed since.")


def _restore(record: models.Model | None, before: dict[str, Any]) -> None:
    if record is None or not before:
        return
    for name, value in before.items():
        is_day = isinstance(record._meta.get_field(name), models.DateField)
        setattr(record, name, parse_date(value) if is_day and value else value)
    record.save()


def _delete(rows: models.QuerySet[Any]) -> None:
    try:
        rows.delete()
    except models.ProtectedError:
        raise Refused(IN_USE) from None


def _all(done: list[dict[str, Any]], name: str) -> list[int]:
    return [one[name] for one in done if one[name]]


def _note_down(verb: str, pupils: Iterable[Pupil], urns: set[int], by: User | None) -> None:
    """One event for a chunk of pupils, found under each of their references and each school."""
    references = [pupil.reference for pupil in pupils]
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[*map(str, sorted(urns)), *references],
        capacity=standing_of(by).capacity() if by else "",
        detail={"pupils": len(references)},
    )
