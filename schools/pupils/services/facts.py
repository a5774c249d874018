"""Saying what holds about a pupil, from when to when. The former value is closed, never overwritten."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.pupils.changed import facts_changed
from schools.pupils.codes import EHC_PLAN, NOT_ASSESSED, SEN_SUPPORT, is_value
from schools.pupils.enums import NEEDS_A_SOURCE, SEVERAL_AT_A_TIME, FactKind, FactSource
from schools.pupils.models import Pupil, PupilFact, facts_on
from schools.pupils.models.facts import PupilFactQuerySet
from schools.pupils.services.acting import ONE_DAY, check_days, lock, note_down


@transaction.atomic
def set_fact(
    *,
    pupil: Pupil,
    kind: FactKind,
    value: str,
    starts_on: date,
    source: FactSource,
    as_at: date,
    by: User | None,
    ends_on: date | None = None,
) -> PupilFact:
    """Say that a value holds from a day (to a last day, which counts). Needs go through `set_needs`.

    The value that held on that day ends the day before; one that began on the same day is withdrawn as
    replaced. Without a last day, the value holds until the next one known begins. The same value again
    only moves `as_at` and the last day, so a file may be read twice. Raises Refused for a code outside
    the code set, for days that cannot be, for a last day that runs into a later value, and where a care
    or social-work status comes without a source.
    """
    if kind in SEVERAL_AT_A_TIME:
        raise ValueError(f"{kind} has several values at a time: use set_needs")
    _check(pupil, kind, value, starts_on, ends_on, source, as_at)
    pupil = lock(pupil)
    facts = PupilFact.objects.standing().filter(pupil=pupil, kind=kind)
    now = facts.on(starts_on).first()
    ends_on = _until_the_next(facts, starts_on, ends_on)
    if now is not None and now.value == value:
        if now.ends_on != ends_on:
            _end(now, ends_on, by)
            _tell(pupil)
        return _confirm(now, source, as_at)
    if now is not None:
        _make_way(now, starts_on, by)
    fact = _create(pupil, kind, value, 1, starts_on, ends_on, source, as_at, by)
    if kind == FactKind.SEN_PROVISION and value not in (SEN_SUPPORT, EHC_PLAN):
        _end_needs(pupil, starts_on, by)
    _tell(pupil)
    return fact


@transaction.atomic
def set_needs(
    *,
    pupil: Pupil,
    values: Sequence[str],
    starts_on: date,
    source: FactSource,
    as_at: date,
    by: User | None,
) -> list[PupilFact]:
    """Say which special educational needs hold from a day on, the primary one first; none ends all.

    Needs that stay in their place are confirmed; the others end the day before. Raises Refused for a code
    outside the code set or named twice, without SEN support or an EHC plan on that day, for "no specialist
    assessment" with an EHC plan (census rule 2175), and where needs are known from a later day.
    """
    pupil = lock(pupil)
    if len(set(values)) < len(values):
        raise Refused("Each need can be named once.")
    for value in values:
        _check(pupil, FactKind.SEN_NEED, value, starts_on, None, source, as_at)
    _check_provision(pupil, values, starts_on)
    needs = PupilFact.objects.standing().filter(pupil=pupil, kind=FactKind.SEN_NEED)
    if needs.filter(starts_on__gt=starts_on).exists():
        raise Refused("Needs of this pupil are known from a later day. Give that day or a later one.")
    ranked = dict(enumerate(values, start=1))
    kept: dict[int, PupilFact] = {}
    for need in needs.on(starts_on):
        if ranked.get(need.rank) == need.value and need.ends_on is None:
            kept[need.rank] = _confirm(need, source, as_at)
        else:
            _make_way(need, starts_on, by)
    for rank, value in ranked.items():
        if rank not in kept:
            kept[rank] = _create(pupil, FactKind.SEN_NEED, value, rank, starts_on, None, source, as_at, by)
    _tell(pupil)
    return [kept[rank] for rank in sorted(kept)]


@transaction.atomic
def end_fact(*, fact: PupilFact, ends_on: date, by: User | None) -> PupilFact:
    """Give a fact its last day, which counts. Needs end with the provision they belong to.

    Raises WrongState where the fact has ended or was withdrawn, Refused for a day before its first.
    """
    pupil = lock(fact.pupil)
    fact = PupilFact.objects.get(pk=fact.pk)
    if fact.withdrawn_at is not None:
        raise WrongState("This entry was withdrawn as a mistake.")
    if fact.ends_on is not None:
        raise WrongState(f"This ended on {plain_date(fact.ends_on)}.")
    check_days(pupil, fact.starts_on, ends_on)
    _end(fact, ends_on, by)
    if fact.kind == FactKind.SEN_PROVISION:
        _end_needs(pupil, ends_on + ONE_DAY, by)
    _tell(pupil)
    return fact


@transaction.atomic
def withdraw_fact(*, fact: PupilFact, reason: str, by: User | None) -> PupilFact:
    """Mark an entry as a mistake: it no longer counts for any day, and stays to be read.

    Raises WrongState where it was withdrawn already.
    """
    lock(fact.pupil)
    fact = PupilFact.objects.select_related("pupil").get(pk=fact.pk)
    if fact.withdrawn_at is not None:
        raise WrongState("This entry was withdrawn already.")
    _withdraw(fact, reason, by)
    _tell(fact.pupil)
    return fact


def _tell(pupil: Pupil) -> None:
    facts_changed.send(PupilFact, pupils=[pupil.pk])


def _check(
    pupil: Pupil,
    kind: FactKind,
    value: str,
    starts_on: date,
    ends_on: date | None,
    source: FactSource,
    as_at: date,
) -> None:
    if not is_value(kind, value):
        raise Refused(f"“{value[:20]}” is not a code for {kind.label.lower()}. Choose one from the list.")
    check_days(pupil, starts_on, ends_on)
    if as_at > timezone.localdate():
        raise Refused("The day on which the source said so cannot be in the future.")
    if kind in NEEDS_A_SOURCE and source == FactSource.HAND:
        raise Refused(
            "Say where this comes from: the virtual school, children’s social care or a file. It is not "
            "entered without a source."
        )


def _check_provision(pupil: Pupil, values: Sequence[str], day: date) -> None:
    provision = facts_on([pupil.pk], day)[pupil.pk].one(FactKind.SEN_PROVISION)
    if values and provision not in (SEN_SUPPORT, EHC_PLAN):
        raise Refused("A need goes with SEN support or an EHC plan. Give the provision from that day first.")
    if NOT_ASSESSED in values and provision != SEN_SUPPORT:
        raise Refused("“No specialist assessment” goes with SEN support only. Choose the type of need.")


def _until_the_next(facts: PupilFactQuerySet, starts_on: date, ends_on: date | None) -> date | None:
    later = facts.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    if later is None:
        return ends_on
    if ends_on is not None and ends_on >= later.starts_on:
        raise Refused(f"Another value is known from {plain_date(later.starts_on)}. Give an earlier last day.")
    return ends_on or later.starts_on - ONE_DAY


def _make_way(fact: PupilFact, starts_on: date, by: User | None) -> None:
    """The fact that held on the day ends before it, or is withdrawn where it began on that very day."""
    if fact.starts_on == starts_on:
        _withdraw(fact, "Replaced from the same day", by)
    else:
        _end(fact, starts_on - ONE_DAY, by)


def _end_needs(pupil: Pupil, from_day: date, by: User | None) -> None:
    needs = PupilFact.objects.standing().filter(pupil=pupil, kind=FactKind.SEN_NEED)
    for need in needs.filter(Q(ends_on=None) | Q(ends_on__gte=from_day)):
        _make_way(need, max(from_day, need.starts_on), by)


def _confirm(fact: PupilFact, source: FactSource, as_at: date) -> PupilFact:
    if as_at > fact.as_at:
        fact.source, fact.as_at = source, as_at
        fact.save(update_fields=["source", "as_at"])
    return fact


def _create(
    pupil: Pupil,
    kind: FactKind,
    value: str,
    rank: int,
    starts_on: date,
    ends_on: date | None,
    source: FactSource,
    as_at: date,
    by: User | None,
) -> PupilFact:
    fact = PupilFact.objects.create(
        pupil=pupil,
        kind=kind,
        value=value,
        rank=rank,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        as_at=as_at,
        entered_by=by,
    )
    note_down(
        "pupil.set_fact", pupil, by, detail={"kind": kind, "source": source, "first_day": str(starts_on)}
    )
    return fact


def _end(fact: PupilFact, ends_on: date | None, by: User | None) -> None:
    fact.ends_on = ends_on
    fact.save(update_fields=["ends_on"])
    last_day = ends_on.isoformat() if ends_on else None
    note_down("pupil.end_fact", fact.pupil, by, detail={"kind": fact.kind, "last_day": last_day})


def _withdraw(fact: PupilFact, reason: str, by: User | None) -> None:
    fact.withdrawn_at = timezone.now()
    fact.save(update_fields=["withdrawn_at"])
    note_down("pupil.withdraw_fact", fact.pupil, by, reason=reason, detail={"kind": fact.kind})
