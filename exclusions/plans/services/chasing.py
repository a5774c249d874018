"""Telling owners of actions whose day is near, on school days of their school.

What is late is chased with everything else that a case is owed (`protocol.dues`).
"""

from datetime import date, timedelta

from django.db import transaction

from exclusions.plans.models import Action
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.templatetags.portal import short_date
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.calendars.services import is_school_day, school_days_between
from schools.links.standing import people_with

# School days ahead at which an owner is told.
AHEAD = 2
# Two school days are never further off than this: the summer holidays and a weekend.
FURTHEST = timedelta(days=60)


def tell_of_near_actions(on: date) -> list[Notice]:
    """Tell owners what is due within two school days, once. Safe to run as often as one likes."""
    near = Action.objects.open().filter(told_on=None, due_on__range=(on, on + FURTHEST))
    notices: list[Notice] = []
    for pk in near.order_by("due_on", "pk").values_list("pk", flat=True):
        notices += _tell(pk, on)
    return notices


@transaction.atomic
def _tell(pk: int, on: date) -> list[Notice]:
    rows = Action.objects.open().filter(told_on=None).select_for_update(of=("self",))
    action = rows.select_related("case__pupil", "case__lead", "owner").filter(pk=pk).first()
    if action is None or not _is_near(action, on):
        return []
    action.told_on = on
    action.save(update_fields=["told_on"])
    sent = notify(
        people=whom_to_tell(action),
        kind="action.soon",
        text=f"{action.reference}: an action in {action.case.reference} is due {short_date(action.due_on)}.",
        about=action.reference,
        leads_to=action.get_absolute_url(),
    )
    record(
        by=None,
        kind=Kind.CHANGE,
        verb="action.tell",
        about=[action.reference, action.case.reference, action.case.pupil.reference],
        detail={"told": len(sent)},
    )
    return sent


def _is_near(action: Action, on: date) -> bool:
    if not is_school_day(on, action.school_id):
        return False
    return school_days_between(on, action.due_on, action.school_id) <= AHEAD


def whom_to_tell(action: Action) -> list[User]:
    """Its owner while they may read it; else who leads the case; else the school's link workers."""
    for person in (action.owner, action.case.lead):
        if person and person.has_perm("plans.see_action", action):
            return [person]
    return list(people_with(Power.TRIAGE, action.school_id))
