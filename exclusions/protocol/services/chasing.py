"""Telling people what is late: once a school day at most, and after a while their head of service."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.models import Case, StageRecord
from exclusions.protocol.people import owners_of
from portal.accounts.enums import Role
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.templatetags.portal import short_date
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.calendars.services import is_school_day, school_days_between
from schools.links.standing import people_standing_as

# School days late after which the school's head of service is told too (domain.md 5.3).
ESCALATE_AFTER = 3


def chase_overdue(on: date) -> list[Notice]:
    """Tell the owners of stages that were due before `on`, on school days of their school.

    Safe to run as often as one likes: a stage is chased once a day. Returns the notices sent.
    """
    notices: list[Notice] = []
    for case_id in Case.objects.overdue(on).order_by("due_on", "pk").values_list("pk", flat=True):
        notices += _chase(case_id, on)
    return notices


@transaction.atomic
def _chase(case_id: int, on: date) -> list[Notice]:
    case = (
        Case.objects.select_for_update(of=("self",))
        .overdue(on)
        .select_related("school", "stage", "pupil")
        .filter(pk=case_id)
        .first()
    )
    if case is None or case.due_on is None or not is_school_day(on, case.school_id):
        return []
    late = case.stage_records.get(completed_at=None)
    if late.chased_at and timezone.localdate(late.chased_at) >= on:
        return []
    late.chased_at = timezone.now()
    late.save(update_fields=["chased_at"])
    return _tell(case, late, on)


def _tell(case: Case, late: StageRecord, on: date) -> list[Notice]:
    people = {person.pk: person for person in owners_of(case, case.stage)}
    assert case.due_on is not None  # noqa: S101 -- _chase looked
    days_late = school_days_between(case.due_on, on, case.school_id)
    if days_late >= ESCALATE_AFTER:
        heads = people_standing_as(Role.HEAD_OF_SERVICE, case.school_id)
        people |= {person.pk: person for person in heads}
    sent = notify(
        people=people.values(),
        kind="case.overdue",
        text=f"{case.reference}: the {case.stage.noun} is overdue since {short_date(case.due_on)}.",
        about=case.reference,
        leads_to=case.get_absolute_url(),
    )
    record(
        by=None,
        kind=Kind.CHANGE,
        verb="case.chase",
        about=[case.reference, case.pupil.reference],
        detail={"stage": case.stage.code, "round": late.number, "days_late": days_late, "told": len(sent)},
    )
    return sent
