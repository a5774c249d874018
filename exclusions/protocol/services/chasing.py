"""Telling people what is late: once a school day at most; after a while their head of service; then a list.

The protocol's version says after how many school days each is told (domain.md 5.3).
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.protocol.dues import Due, dues_of
from exclusions.protocol.enums import EntryKind
from exclusions.protocol.models import Case, CaseQuerySet, Chase, StageRecord
from exclusions.protocol.people import owners_of
from exclusions.protocol.services.writing import enter, write_down
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.templatetags.portal import short_date
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.calendars.services import is_school_day, school_days_between
from schools.links.standing import people_standing_as


def chase_overdue(on: date, *, among: CaseQuerySet | None = None) -> list[Notice]:
    """Tell the owners of stages, and of what rooms above say is owed, that were due before `on`.

    On school days of their school, and safe to run as often as one likes: each is chased once a day; a case
    that is paused is not. `among` limits it to some cases. Returns the notices sent.
    """
    cases, notices = Case.objects.all() if among is None else among, list[Notice]()
    for case_id in cases.overdue(on).order_by("due_on", "pk").values_list("pk", flat=True):
        notices += _chase(case_id, on)
    for due in dues_of(cases.running(on), until=on):
        if due.on < on and is_school_day(on, due.case.school_id):
            notices += _chase_due(due, on)
    return notices


@transaction.atomic
def _chase(case_id: int, on: date) -> list[Notice]:
    case = (
        Case.objects.select_for_update(of=("self",))
        .overdue(on)
        .select_related("school", "stage", "pupil", "version")
        .filter(pk=case_id)
        .first()
    )
    if case is None or not is_school_day(on, case.school_id):
        return []
    late = case.stage_records.current().get()
    if late.chased_at and timezone.localdate(late.chased_at) >= on:
        return []
    late.chased_at = timezone.now()
    late.save(update_fields=["chased_at"])
    return _tell(case, late, on)


def _tell(case: Case, late: StageRecord, on: date) -> list[Notice]:
    days_late = _days_late(case, case.due_on, on)
    _put_on_list(case, days_late, on)
    people = owners_of(case, case.stage) if days_late >= case.version.tell_owner_after else []
    noun = f"the {case.stage.noun}"
    sent = _notify(case, people, days_late, noun, case.due_on, case.get_absolute_url())
    detail = {"stage": case.stage.code, "round": late.number, "days_late": days_late, "told": len(sent)}
    write_down(case, "chase", None, detail)
    return sent


@transaction.atomic
def _chase_due(due: Due, on: date) -> list[Notice]:
    _, is_first = Chase.objects.get_or_create(case=due.case, key=due.key, on=on)
    if not is_first:
        return []
    days_late = _days_late(due.case, due.on, on)
    sent = _notify(due.case, list(due.people()), days_late, due.noun, due.on, due.url)
    write_down(due.case, "chase", None, {"due": due.key, "days_late": days_late, "told": len(sent)})
    return sent


def _days_late(case: Case, due_on: date | None, on: date) -> int:
    """School days since the day it was due; at least one once that day has gone."""
    return max(1, school_days_between(due_on, on, case.school_id)) if due_on else 0


def _notify(
    case: Case, owners: list[User], days_late: int, noun: str, due_on: date | None, url: str
) -> list[Notice]:
    people = {person.pk: person for person in owners}
    if days_late >= case.version.tell_head_after:
        heads = people_standing_as(Role.HEAD_OF_SERVICE, case.school_id)
        people |= {person.pk: person for person in heads}
    return notify(
        people=people.values(),
        kind="case.overdue",
        text=f"{case.reference}: {noun} is overdue since {short_date(due_on)}.",
        about=case.reference,
        leads_to=url,
    )


def _put_on_list(case: Case, days_late: int, on: date) -> None:
    """After so many days the case stands on the inclusion board's list until it moves on."""
    if case.listed_on is None and days_late >= case.version.list_after:
        case.listed_on = on
        case.save(update_fields=["listed_on", "changed_at"])
        enter(case, EntryKind.LISTED, None, stage=case.stage.name, days_late=days_late)
