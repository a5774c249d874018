"""Deriving duties, and carrying them out. Statutory clocks cannot be paused: no verb here does."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from exclusions.suspensions.duties.facts import facts_of
from exclusions.suspensions.enums import State
from exclusions.suspensions.models import Change, DerivedPupil, Duty, DutyChange, How, Step, Suspension, Team
from exclusions.suspensions.packs.dues import Due, carried_out_on
from exclusions.suspensions.packs.facts import Facts
from exclusions.suspensions.packs.pack import pack_of
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import Calendar
from schools.calendars.services import prepare_calendars
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.services.acting import lock

# What a rule says, and may say otherwise tomorrow.
DERIVED = ("what", "who", "to", "by", "clock", "because", "rule", "source", "is_estimated")
TOLD_THE_BOARD = "tell_board"
TOLD_BY_RECORDING = {"tell_authority": Team.OFFICERS, "tell_virtual_school": Team.VIRTUAL_SCHOOL}


@transaction.atomic
def derive_pupil(pupil: Pupil, *, why: str, by: User | None = None) -> None:
    """Work out anew what every record of a pupil owes: an earlier one changes the totals of a later.

    What stays the same is not written; what differs is, with what was and why. What was done stays done.
    """
    # One at a time for a pupil, in the order in which everything that writes suspensions locks.
    pupil = lock(pupil)
    rows = Suspension.objects.filter(pupil__in=pupil.records).select_related("pupil", "school")
    records = list(
        rows.prefetch_related(Prefetch("steps", Step.objects.standing()), "arrivals", "provisions").order_by(
            "starts_on", "pk"
        )
    )
    duties = _by_suspension(Duty.objects.select_for_update().filter(suspension__in=records))
    calendars = prepare_calendars({each.school_id for each in records})
    for each in records:
        _derive(each, records, duties[each.pk], calendars[each.school_id], why, by)
    _remember({each.pupil for each in records} | {pupil})


def _remember(pupils: Iterable[Pupil]) -> None:
    """Keep what was known of the pupils, so that a change of it is found (`again`)."""
    wanted = {pupil.pk: (pupil.born_on, pupil.child_id) for pupil in pupils}
    rows = DerivedPupil.objects.filter(pk__in=wanted).values_list("pk", "born_on", "child")
    known = {pk: (born_on, child) for pk, born_on, child in rows}
    DerivedPupil.objects.bulk_create(
        [
            DerivedPupil(pupil_id=pk, born_on=born_on, child=child)
            for pk, (born_on, child) in wanted.items()
            if known.get(pk) != (born_on, child)
        ],
        update_conflicts=True,
        unique_fields=["pupil"],
        update_fields=["born_on", "child"],
    )


def _by_suspension(duties: Iterable[Duty]) -> dict[int, dict[str, Duty]]:
    found: dict[int, dict[str, Duty]] = defaultdict(dict)
    for duty in duties:
        found[duty.suspension_id][duty.code] = duty
    return found


def _derive(
    suspension: Suspension,
    records: list[Suspension],
    known: dict[str, Duty],
    calendar: Calendar,
    why: str,
    by: User | None,
) -> None:
    told = known.get(TOLD_THE_BOARD)
    others = [other for other in records if other.pk != suspension.pk]
    noticed_on = told.done_on if told and not told.is_not_needed else None
    found = max(suspension.provisions.all(), key=lambda each: each.number, default=None)
    facts = facts_of(suspension, others, suspension.steps.all(), calendar, noticed_on, found)
    dues = {} if suspension.state == State.VOID else _dues(suspension, facts, calendar)
    for code, due in dues.items():
        duty = known.get(code)
        if duty is None:
            duty = _add(suspension, due, why, by)
        else:
            _change(duty, due, why, by)
        _carry_over(duty, facts, suspension, by)
    for code, duty in known.items():
        if code not in dues and duty.dropped_at is None:
            _drop(duty, why, by)


def _dues(suspension: Suspension, facts: Facts, calendar: Calendar) -> dict[str, Due]:
    return {due.code: due for due in pack_of(suspension.pack).dues(facts, calendar)}


def _columns(due: Due) -> dict[str, Any]:
    return {name: getattr(due, name) for name in DERIVED if name != "clock"} | {"clock": due.clock.value}


def _add(suspension: Suspension, due: Due, why: str, by: User | None) -> Duty:
    duty = Duty.objects.create(
        suspension=suspension,
        school_id=suspension.school_id,
        for_virtual_school=suspension.for_virtual_school,
        code=due.code,
        **_columns(due),
    )
    _note(duty, Change.ADDED, {}, _plain(_columns(due), ("by", "what")), why, by)
    return duty


def _change(duty: Duty, due: Due, why: str, by: User | None) -> None:
    columns = _columns(due)
    differing = tuple(name for name, value in columns.items() if getattr(duty, name) != value)
    was_dropped = duty.dropped_at is not None
    if not differing and not was_dropped:
        return
    before = _plain({name: getattr(duty, name) for name in differing}, differing)
    for name in differing:
        setattr(duty, name, columns[name])
    duty.dropped_at, duty.derived_at = None, timezone.now()
    if "by" in differing:
        duty.told_soon_at = duty.told_late_at = None
    duty.save()
    _note(duty, Change.BACK if was_dropped else Change.CHANGED, before, _plain(columns, differing), why, by)


def _drop(duty: Duty, why: str, by: User | None) -> None:
    duty.dropped_at = timezone.now()
    duty.save(update_fields=["dropped_at"])
    _note(duty, Change.DROPPED, {}, {}, why, by)


def _carry_over(duty: Duty, facts: Facts, suspension: Suspension, by: User | None) -> None:
    """What the record itself says was done needs nobody to tick it; what it says no longer is open again."""
    on, how = _done_by_the_record(duty.code, facts, suspension)
    if duty.done_by_id or duty.done_on == on:
        return
    before = {"done_on": duty.done_on.isoformat()} if duty.done_on else {}
    duty.done_on, duty.done_how = on, how if on else ""
    duty.done_at = timezone.now() if on else None
    duty.save(update_fields=["done_on", "done_how", "done_at"])
    after = {"done_on": on.isoformat()} if on else {}
    _note(duty, Change.DONE if on else Change.UNDONE, before, after, "As the record says", by)


def _done_by_the_record(code: str, facts: Facts, suspension: Suspension) -> tuple[date | None, str]:
    """When and how the record did what a duty asks: by a step, what was entered with it, or being sent."""
    if code in TOLD_BY_RECORDING:
        return _team_told_on(suspension, TOLD_BY_RECORDING[code]), How.SYSTEM
    if code == "set_work" and suspension.work_set.strip():
        return timezone.localdate(suspension.recorded_at), ""
    if code == "tell_parents":
        told = suspension.parents_told_at
        return (timezone.localdate(told) if told else None), suspension.parents_told_how
    return carried_out_on(code, facts), ""


def _team_told_on(suspension: Suspension, team: Team) -> date | None:
    """A record stands before the authority's officers, and a looked-after pupil's before the virtual school
    head, the moment it is recorded: where somebody is there. Else they know once somebody takes note.
    """
    came = next((each for each in suspension.arrivals.all() if each.team == team), None)
    if came is None or came.is_told:
        return timezone.localdate(suspension.recorded_at)
    return timezone.localdate(came.seen_at) if came.seen_at else None


def _plain(values: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {
        name: values[name].isoformat() if isinstance(values[name], date) else values[name] for name in names
    }


def _note(
    duty: Duty, change: Change, before: dict[str, Any], after: dict[str, Any], why: str, by: User | None
) -> None:
    DutyChange.objects.create(duty=duty, change=change, before=before, after=after, why=why, by=by)


@transaction.atomic
def carry_out(*, duty: Duty, on: date, how: str, note: str, by: User) -> Duty:
    """Say that a duty was carried out, when and how; or, with a reason, that it is not needed in this case.

    Raises Refused for a day to come or before the exclusion was decided, or without a reason where it is not
    needed; WrongState where it is done already, no longer owed, or nothing that anybody does.
    """
    if how == How.NOT_NEEDED and not note.strip():
        raise Refused("Write why it is not needed.")
    duty = _locked(duty)
    if not duty.is_open or not duty.can_be_done:
        raise WrongState("This is done already, or no longer owed. Look at the record again.")
    _check_day(duty.suspension, on)
    duty.done_on, duty.done_how, duty.done_note = on, how, note.strip()
    duty.done_by, duty.done_as = by, standing_of(by).capacity(duty.school_id)
    duty.done_at = timezone.now()
    duty.save()
    not_needed = how == How.NOT_NEEDED
    change = Change.NOT_NEEDED if not_needed else Change.DONE
    _note(duty, change, {}, {"done_on": on.isoformat(), "done_how": how}, note.strip(), by)
    _audit(duty, "duty.not_needed" if not_needed else "duty.done", by)
    if duty.code == TOLD_THE_BOARD:
        derive_pupil(duty.suspension.pupil, why="The board’s time runs from the day it was told.", by=by)
    return duty


def _check_day(suspension: Suspension, on: date) -> None:
    first = min(suspension.decided_on or suspension.starts_on, suspension.starts_on)
    if on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if on < first:
        raise Refused(f"Enter a day from {plain_date(first)} on: it was decided then.")


@transaction.atomic
def take_back(*, duty: Duty, because: str, by: User) -> Duty:
    """Say that a duty was ticked off by mistake; what stood is kept.

    Raises WrongState where nobody has ticked it off, be it that a step of the record carried it out.
    """
    duty = _locked(duty)
    if duty.done_by_id is None:
        raise WrongState("Nobody has ticked this off. A step of the record is taken back on the record.")
    before = {"done_on": duty.done_on.isoformat() if duty.done_on else "", "done_how": duty.done_how}
    duty.done_on = duty.done_at = duty.done_by = None
    duty.done_how = duty.done_note = duty.done_as = ""
    duty.save()
    _note(duty, Change.UNDONE, before, {}, because, by)
    _audit(duty, "duty.undone", by)
    derive_pupil(duty.suspension.pupil, why="A duty was taken back.", by=by)
    return duty


def _locked(duty: Duty) -> Duty:
    # The pupil first, as everything that derives does: two who act at once never wait for each other.
    lock(duty.suspension.pupil)
    rows = Duty.objects.select_for_update(of=("self",)).select_related(
        "suspension__pupil", "suspension__school"
    )
    return rows.get(pk=duty.pk)


def _audit(duty: Duty, verb: str, by: User) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[duty.suspension.reference, duty.suspension.pupil.reference],
        capacity=duty.done_as or standing_of(by).capacity(duty.school_id),
        detail={"duty": duty.code},
    )
