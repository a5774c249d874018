"""Opening a case from a concern that has been triaged."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol import default
from exclusions.protocol.deadlines import due_for
from exclusions.protocol.models import Case, OutcomeCode, ProtocolVersion, Stage, StageRecord
from exclusions.protocol.origin import DONE_BY_CONCERN
from exclusions.protocol.people import owners_of
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.notices.services import notify
from schools.calendars.services import Answer, add_school_days
from schools.links.standing import people_with, standing_of
from schools.pupils.models import Pupil

BEGINS_WITH = "meeting"


def ship_default_protocol() -> ProtocolVersion:
    """Put the protocol that ships into the tables, unless it is there."""
    return default.load(ProtocolVersion, Stage, OutcomeCode)


@transaction.atomic
def open_case(
    *, concern: Concern, pupil: Pupil, is_urgent: bool, head_considering_exclusion: bool, by: User
) -> Case:
    """Open a case for one pupil of a concern, at its inclusion meeting.

    Alert and triage count as done with the concern's times. The meeting is due 10 school days after
    the alert, 5 where the case is urgent or the head considers permanent exclusion. Raises Refused
    where the pupil has no part in the concern or has an open case already.
    """
    if not concern.subjects.filter(pupil__in=pupil.records).exists():
        raise Refused(f"{pupil} has no part in {concern}.")
    _refuse_second(pupil)
    version = ProtocolVersion.objects.exclude(published_at=None).latest("number")
    stages = {stage.code: stage for stage in version.stages.all()}
    meeting = stages[BEGINS_WITH]
    now = timezone.now()
    case = Case(
        pupil=pupil,
        school_id=concern.school_id,
        concern=concern,
        version=version,
        stage=meeting,
        is_urgent=is_urgent,
        head_considering_exclusion=head_considering_exclusion,
        opened_by=by,
        opened_at=now,
    )
    due = due_for(case, meeting, after=timezone.localdate(now), is_repeat=False)
    case.due_on, case.due_estimated = due.on, due.is_estimated
    _save(case)
    _write_records(case, stages, due)
    _tell_and_record(case, by)
    return case


def _refuse_second(pupil: Pupil) -> None:
    other = Case.objects.open().filter(pupil__in=pupil.records).first()
    if other is not None:
        raise Refused(f"A No Need to Exclude case is already open for this pupil: {other.reference}.")


def _save(case: Case) -> None:
    """Two concerns about one pupil may be decided in the same moment: the constraint is the last word."""
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        _refuse_second(case.pupil)
        raise


def _write_records(case: Case, stages: dict[str, Stage], due: Answer) -> None:
    concern = case.concern
    assert concern is not None  # noqa: S101 -- open_case has just set it
    raised_on = timezone.localdate(concern.raised_at)
    ends = {"alert": (concern.raised_at, concern.raised_by), "triage": (case.opened_at, case.opened_by)}
    for number, code in enumerate(DONE_BY_CONCERN, start=1):
        by_when = add_school_days(raised_on, stages[code].days, school_id=case.school_id)
        StageRecord.objects.create(
            case=case,
            stage=stages[code],
            number=number,
            started_on=raised_on,
            due_on=by_when.on,
            due_estimated=by_when.is_estimated,
            completed_at=ends[code][0],
            completed_by=ends[code][1],
        )
    StageRecord.objects.create(
        case=case,
        stage=case.stage,
        number=len(DONE_BY_CONCERN) + 1,
        started_on=timezone.localdate(case.opened_at),
        due_on=due.on,
        due_estimated=due.is_estimated,
    )


def _tell_and_record(case: Case, by: User) -> None:
    concern_reference = case.concern.reference if case.concern else ""
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="case.open",
        about=[case.reference, concern_reference, case.pupil.reference],
        capacity=standing_of(by).capacity(case.school_id),
        detail={
            "stage": case.stage.code,
            "due_on": f"{case.due_on}",
            "is_urgent": case.is_urgent,
            "head_considering_exclusion": case.head_considering_exclusion,
        },
    )
    people = {p.pk: p for p in [*people_with(Power.SEE_CASES, case.school_id), *owners_of(case, case.stage)]}
    people.pop(by.pk, None)
    notify(
        people=people.values(),
        kind="case.open",
        text=f"{case.reference}: a No Need to Exclude case is open at {case.school.name}."[:200],
        about=case.reference,
        leads_to=case.get_absolute_url(),
    )
