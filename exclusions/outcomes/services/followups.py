"""What is owed after an outcome: planned when it is recorded, answered, told of before its day."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from django.db import transaction
from django.utils import timezone

from exclusions.outcomes.enums import CHECKS, DAYS, FollowUpKind
from exclusions.outcomes.models import Check, FollowUp
from exclusions.outcomes.services.evidence import note_down
from exclusions.protocol.enums import EntryKind, OutcomeKind, Owner, StageKind
from exclusions.protocol.models import Case, StageRecord
from exclusions.protocol.people import owners_of
from exclusions.protocol.services.moving import outcome_in
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment, short_date
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.calendars.services import (
    add_school_days,
    is_school_day,
    prepare_calendars,
    school_days_between,
)
from schools.links.standing import standing_of

# School days ahead at which owners are told; two are never further off than the summer and a weekend.
AHEAD, FURTHEST = 2, timedelta(days=60)
# Sixty school days are never longer than this: the summer lies between.
LONGEST = timedelta(days=180)
BATCH = 1000


@dataclass(frozen=True)
class Found:
    """What a check found: `retained` says whether the pupil is still where the outcome placed them."""

    on: date
    retained: bool
    where_now: str
    attendance: str
    child_view: str
    learned: str


def recorded(stage_record: StageRecord, by: User) -> None:
    """An outcome, or a check that the protocol asks for, was recorded. In the caller's transaction."""
    case, kind = stage_record.case, stage_record.stage.kind
    if kind == StageKind.OUTCOME:
        outcome = case.version.outcomes.filter(code=outcome_in(stage_record)).first()
        plan_follow_ups(case, outcome.kind if outcome else "", is_new=True)
    if kind == StageKind.SUSTAIN:
        _answered_by(stage_record, by)


def ended(case: Case, by: User) -> None:
    """A case has closed, or its outcome was corrected. In the caller's transaction."""
    if case.outcome:
        plan_follow_ups(case, case.outcome.kind, is_new=False)


def plan_follow_ups(case: Case, outcome_kind: str, *, is_new: bool) -> None:
    """Plan what is owed from today; a new outcome drops what an earlier one owed. The case is locked.

    Nothing is owed where the case was opened twice, a debrief only after a permanent exclusion.
    """
    reopened = case.entries.filter(kind=EntryKind.REOPENED).order_by("at").last()
    live = case.follow_ups.live()
    stale = live if is_new else live.filter(made_at__lt=reopened.at) if reopened else live.none()
    stale.update(dropped_at=timezone.now())
    wanted = () if outcome_kind == OutcomeKind.DUPLICATE else CHECKS
    if outcome_kind == OutcomeKind.EXCLUDED:
        wanted = (*wanted, FollowUpKind.DEBRIEF)
    live.filter(answered_at=None).exclude(kind__in=wanted).update(dropped_at=timezone.now())
    there = set(live.values_list("kind", flat=True))
    for kind in wanted:
        if kind not in there:
            _plan(case, kind)


def _plan(case: Case, kind: FollowUpKind) -> None:
    start = _excluded_on(case) if kind == FollowUpKind.DEBRIEF else timezone.localdate()
    due = add_school_days(start, DAYS[kind], school_id=case.school_id)
    FollowUp.objects.create(case=case, kind=kind, due_on=due.on, due_estimated=due.is_estimated)


def plan_missing(on: date) -> int:
    """Plan the checks of cases that closed before checks were planned (imported, or from an older release),
    where their day is still to come. Gives the number of cases. Safe to run as often as one likes.

    What would have been due already is not asked for: nobody could have known.
    """
    closed = Case.objects.filter(closed_at__date__gte=on - LONGEST, outcome__isnull=False, follow_ups=None)
    cases = list(closed.exclude(outcome__kind=OutcomeKind.DUPLICATE).only("school_id", "closed_at"))
    calendars = prepare_calendars({case.school_id for case in cases})
    missing = []
    for case, kind in product(cases, CHECKS):
        due = calendars[case.school_id].add(timezone.localdate(case.closed_at), DAYS[kind])
        if due.on >= on:
            missing.append(FollowUp(case=case, kind=kind, due_on=due.on, due_estimated=due.is_estimated))
    # Of two who plan in one moment the second finds each there already.
    FollowUp.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
    return len({one.case_id for one in missing})


def _excluded_on(case: Case) -> date:
    """The first day of the permanent exclusion; today where none is recorded."""
    rows = Suspension.objects.standing().of_kind(SuspensionKind.PERMANENT)
    rows = rows.filter(pupil__in=case.pupil.records, starts_on__gte=timezone.localdate(case.opened_at))
    return min(rows.values_list("starts_on", flat=True), default=timezone.localdate())


@transaction.atomic
def answer_check(*, follow_up: FollowUp, found: Found, by: User, seen_number: int) -> Check:
    """Write down what a check found; again, to correct it: what stood stays readable.

    Raises WrongState where somebody wrote meanwhile or the check is not owed any more, Refused where the day
    lies ahead or nothing says where a pupil is who is not where the outcome placed them.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=follow_up.case_id)
    follow_up = FollowUp.objects.get(pk=follow_up.pk)
    if follow_up.dropped_at:
        raise WrongState("A later outcome has replaced this check.")
    last = follow_up.checks.select_related("by").last()
    if (last.number if last else 0) != seen_number:
        who = f"{last.by} wrote it down on {moment(last.at)}" if last else "Somebody changed this"
        raise WrongState(
            f"{who}, while you had this page open. Both are shown below. Save again if yours is to stand; "
            "theirs stays readable."
        )
    if found.on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if not found.retained and not found.where_now.strip():
        raise Refused("Write down where the child is learning now.")
    check = _write(follow_up, found, by, case)
    note_down(case, "check", by, check=follow_up.kind, number=check.number, retained=check.retained)
    return check


def _write(follow_up: FollowUp, found: Found, by: User, case: Case) -> Check:
    check = Check.objects.create(
        follow_up=follow_up, number=follow_up.checks.count() + 1, by=by,
        capacity=standing_of(by).capacity(case.school_id), **vars(found),
    )  # fmt: skip
    if follow_up.answered_at is None:
        follow_up.answered_at = timezone.now()
        follow_up.save(update_fields=["answered_at"])
    return check


def _answered_by(stage_record: StageRecord, by: User) -> None:
    """A check that the protocol asked for is the same as the one that is owed."""
    live = stage_record.case.follow_ups.live().filter(kind__in=CHECKS, stage_record=None)
    begun = stage_record.started_on
    follow_up = live.filter(answered_at__date__gte=begun).first() or live.filter(answered_at=None).first()
    if follow_up is None:
        return
    if follow_up.answered_at is None:
        _write(follow_up, _found_in(stage_record.recorded), by, stage_record.case)
    follow_up.stage_record = stage_record
    follow_up.save(update_fields=["stage_record"])


def _found_in(said: dict[str, object]) -> Found:
    """What the protocol's own form asked, as far as it asked it."""
    on = said.get("checked_on")
    return Found(
        on=date.fromisoformat(str(on)) if on else timezone.localdate(),
        retained=bool(said.get("retained", True)),
        where_now="",
        attendance=str(said.get("attendance") or ""),
        child_view=str(said.get("pupil_view") or ""),
        learned=str(said.get("learned") or ""),
    )


def people_for(case: Case) -> list[User]:
    """Who follows a case up: who owns its last stage, so who leads it, else the inclusion officers."""
    stage = case.version.stages.filter(kind=StageKind.SUSTAIN).first() or case.stage
    if stage.kind != StageKind.SUSTAIN:
        stage.owner = Owner.INCLUSION_OFFICER
    return owners_of(case, stage)


def tell_of_follow_ups(on: date) -> list[Notice]:
    """Tell owners, once, what is due within two school days. Safe to run as often as one likes."""
    near = FollowUp.objects.owed().filter(told_on=None, due_on__range=(on, on + FURTHEST))
    sent: list[Notice] = []
    for pk in near.order_by("due_on", "pk").values_list("pk", flat=True):
        sent += _tell(pk, on)
    return sent


@transaction.atomic
def _tell(pk: int, on: date) -> list[Notice]:
    rows = FollowUp.objects.open().filter(told_on=None).select_for_update(of=("self",))
    owed = (
        rows.select_related("case__pupil", "case__lead", "case__stage", "case__version").filter(pk=pk).first()
    )
    if owed is None or not is_school_day(on, owed.case.school_id):
        return []
    if school_days_between(on, owed.due_on, owed.case.school_id) > AHEAD:
        return []
    owed.told_on = on
    owed.save(update_fields=["told_on"])
    what = "the debrief" if owed.kind == FollowUpKind.DEBRIEF else "a check"
    sent = notify(
        people=people_for(owed.case),
        kind="outcome.soon",
        text=f"{owed.case.reference}: {what} is due {short_date(owed.due_on)}.",
        about=owed.case.reference,
        leads_to=owed.case.get_absolute_url(),
    )
    record(
        by=None,
        kind=Kind.CHANGE,
        verb="case.tell_follow_up",
        about=[owed.case.reference, owed.case.pupil.reference],
        detail={"kind": owed.kind, "told": len(sent)},
    )
    return sent
