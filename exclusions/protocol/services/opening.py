"""Opening a case: from a concern that has been triaged, or by an alert of the school that is yet to be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol import default
from exclusions.protocol.deadlines import due_for
from exclusions.protocol.enums import CLOSED, EntryKind, StageKind
from exclusions.protocol.models import Case, OutcomeCode, ProtocolVersion, Stage, StageRecord
from exclusions.protocol.people import owners_of
from exclusions.protocol.records import check_recorded, fields_of
from exclusions.protocol.services.writing import enter, write_down
from exclusions.risk import services as risk
from exclusions.risk.enums import AlertState
from exclusions.risk.models import Alert
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.notices.services import notify
from schools.calendars.services import Answer, add_school_days
from schools.links.standing import people_with
from schools.pupils.codes import EHC_PLAN, PROTECTION_PLAN, YES
from schools.pupils.enums import FactKind
from schools.pupils.models import Enrolment, Pupil, facts_on
from schools.register.models import School

# A stage that was done before the case: when, by whom, what was recorded.
Done = tuple[Stage, datetime, User, dict[str, Any]]


def ship_default_protocol() -> ProtocolVersion:
    """Put the protocol that ships into the tables, unless it is there."""
    return default.load(ProtocolVersion, Stage, OutcomeCode)


@transaction.atomic
def open_case(
    *,
    concern: Concern,
    pupil: Pupil,
    is_urgent: bool,
    head_considering_exclusion: bool,
    by: User,
    triaged: Mapping[str, Any] | None = None,
) -> Case:
    """Open a case for one pupil of a concern, at the stage to which its triage leads.

    `triaged` is what the triage found, by field names of its stage; what the protocol asks stays.

    Alert and triage count as done with the concern's times. By the protocol that ships the meeting is due
    10 school days after the alert, 5 on the fast track. Raises Refused where the pupil has no part in the
    concern or has an open case already.
    """
    if not concern.subjects.filter(pupil__in=pupil.records).exists():
        raise Refused(f"{pupil} has no part in {concern}.")
    case = _new(pupil, concern.school, is_urgent, head_considering_exclusion, by)
    case.concern = concern
    triage = _first(case.version, StageKind.TRIAGE)
    done: list[Done] = [
        (_first(case.version, StageKind.ALERT), concern.raised_at, concern.raised_by, {}),
        (triage, case.opened_at, by, _asked(triage, triaged or {})),
    ]
    return _open(case, done, _after(triage), by)


def _asked(stage: Stage, said: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was said the fields that the stage asks for: the authority may have written others."""
    return {
        field.name: said[field.name] for field in fields_of(stage) if said.get(field.name) not in (None, "")
    }


@transaction.atomic
def alert_case(
    *,
    pupil: Pupil,
    school: School,
    recorded: dict[str, Any],
    is_urgent: bool = False,
    head_considering_exclusion: bool = False,
    alert: Alert | None = None,
    by: User,
) -> Case:
    """Open a case for a pupil on a school's roll with what the alert stage asks; its triage is next.

    `alert` is what a rule had found: it is settled by this. Raises Refused where the pupil is not on the
    roll today or has an open case, or where what was written does not fit.
    """
    here = Enrolment.objects.active(timezone.localdate()).filter(pupil__in=pupil.records, school=school)
    if not here.exists():
        raise Refused(f"This pupil is not on the roll of {school.name} today.")
    if alert and (alert.school_id != school.pk or alert.pupil_id not in pupil.records):
        raise Refused(f"{alert.reference} is about another pupil.")
    case = _new(pupil, school, is_urgent, head_considering_exclusion, by)
    first = _first(case.version, StageKind.ALERT)
    clean = check_recorded(first, recorded, timezone.localdate())
    case.alert = alert
    case = _open(case, [(first, case.opened_at, by, clean)], _first(case.version, StageKind.TRIAGE), by)
    if alert and alert.state == AlertState.OPEN:
        risk.settle_alert(alert=alert, verb="act", because=f"Case {case.reference} was opened.", by=by)
    return case


def _new(pupil: Pupil, school: School, is_urgent: bool, head_considers: bool, by: User) -> Case:
    refuse_second(pupil)
    version, now = ProtocolVersion.objects.newest(), timezone.now()
    assert version is not None  # noqa: S101 -- a migration ships one
    return Case(
        pupil=pupil,
        school=school,
        version=version,
        is_urgent=is_urgent,
        head_considering_exclusion=head_considers,
        head_considered_on=timezone.localdate(now) if head_considers else None,
        is_fast_track=_is_fast_track(pupil),
        opened_by=by,
        opened_at=now,
    )


def _is_fast_track(pupil: Pupil) -> bool:
    """Looked after, on a child protection plan, or with an EHC plan (domain.md 5.3, stage 2)."""
    known = facts_on([pupil.pk], timezone.localdate())[pupil.pk]
    return (
        known.one(FactKind.LOOKED_AFTER) == YES
        or known.one(FactKind.SOCIAL_WORKER) == PROTECTION_PLAN
        or known.one(FactKind.SEN_PROVISION) == EHC_PLAN
    )


def _first(version: ProtocolVersion, kind: StageKind) -> Stage:
    """The version's stage of a kind of which it has one (`protocol.checking`)."""
    return next(stage for stage in version.stages.all() if stage.kind == kind)


def _after(triage: Stage) -> Stage:
    """Where a case goes on once it has been triaged: what the triage names first."""
    code = next(code for code in triage.leads_to if code != CLOSED)
    return triage.version.stages.get(code=code)


def refuse_second(pupil: Pupil) -> None:
    """Raises Refused where a case of the child is open."""
    other = Case.objects.open().filter(pupil__in=pupil.records).first()
    if other is not None:
        raise Refused(f"A No Need to Exclude case is already open for this pupil: {other.reference}.")


def _open(case: Case, done: list[Done], stage: Stage, by: User) -> Case:
    case.stage = stage
    due = due_for(case, stage, after=timezone.localdate(case.opened_at), is_repeat=False)
    case.due_on, case.due_estimated = due.on, due.is_estimated
    _save(case)
    _write_records(case, done, due)
    if case.head_considering_exclusion:
        enter(case, EntryKind.HEAD_CONSIDERS, by)
    _tell_and_record(case, by)
    return case


def _save(case: Case) -> None:
    """Two concerns about one pupil may be decided in the same moment: the constraint is the last word."""
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        refuse_second(case.pupil)
        raise


def _write_records(case: Case, done: list[Done], due: Answer) -> None:
    """What came before the case, and the stage it is in."""
    began = timezone.localdate(done[0][1])
    for number, (stage, at, who, recorded) in enumerate(done, start=1):
        by_when = add_school_days(began, stage.days, school_id=case.school_id)
        StageRecord.objects.create(
            case=case,
            stage=stage,
            number=number,
            started_on=began,
            due_on=by_when.on,
            due_estimated=by_when.is_estimated,
            completed_at=at,
            completed_by=who,
            recorded=recorded,
        )
    StageRecord.objects.create(
        case=case,
        stage=case.stage,
        number=len(done) + 1,
        started_on=timezone.localdate(case.opened_at),
        due_on=due.on,
        due_estimated=due.is_estimated,
    )


def _tell_and_record(case: Case, by: User) -> None:
    references = [some.reference for some in (case.concern, case.alert) if some]
    detail = {
        "stage": case.stage.code,
        "due_on": f"{case.due_on}",
        "is_urgent": case.is_urgent,
        "head_considering_exclusion": case.head_considering_exclusion,
    }
    write_down(case, "open", by, detail, tuple(references))
    people = {p.pk: p for p in [*people_with(Power.SEE_CASES, case.school_id), *owners_of(case, case.stage)]}
    people.pop(by.pk, None)
    notify(
        people=people.values(),
        kind="case.open",
        text=f"{case.reference}: a No Need to Exclude case is open at {case.school.name}."[:200],
        about=case.reference,
        leads_to=case.get_absolute_url(),
    )
