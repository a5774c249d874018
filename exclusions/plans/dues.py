"""Open actions as things owed in a case: on its page, in work lists, chased when they are late."""

from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from exclusions.plans.handover import ACTIONS
from exclusions.plans.models import Action
from exclusions.plans.services.chasing import whom_to_tell
from exclusions.protocol.dues import Due, DueSource, Left, Listed
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of
from schools.links.work import left_among


def _open() -> QuerySet[Action]:
    return Action.objects.open().select_related("case__lead", "owner")


def _mine(user: User) -> Q:
    """What I have taken on. In cases that I lead, and in those that nobody leads where I am the link worker:
    what somebody without an account has, and what needs a new owner (`whom_to_tell`)."""
    triages = standing_of(user).scope(Power.TRIAGE).school_ids
    mine = Q(case__lead=user) | Q(case__lead=None, school__in=triages)
    left = left_among(ACTIONS, Action.objects.open().filter(mine))
    return Q(owner=user) | mine & Q(owner=None) | Q(pk__in=left)


def _read(action: Action) -> Due:
    return Due(
        case=action.case,
        key=f"action:{action.reference}",
        on=action.due_on,
        what=action.what,
        noun="an action",
        url=action.get_absolute_url(),
        owner=action.who,
        people=partial(whom_to_tell, action),
    )


def _give_away(action: Action) -> str:
    return reverse("plans:give_action", args=[action.reference])


LEFT = Left(ACTIONS, _give_away)
SOURCE = DueSource.of(
    "actions", Listed("Action of a plan", rows=_open, on="due_on", mine=_mine, read=_read, left=LEFT)
)
