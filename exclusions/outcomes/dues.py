"""Checks and debriefs as things owed in a case: on its page, in work lists, chased when they are late."""

from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from exclusions.outcomes.enums import FollowUpKind
from exclusions.outcomes.models import FollowUp
from exclusions.outcomes.services.followups import people_for
from exclusions.protocol.dues import Due, DueSource, Listed
from portal.accounts.authority import may
from portal.accounts.enums import Power
from portal.accounts.models import User


def _owed() -> QuerySet[FollowUp]:
    return FollowUp.objects.owed().select_related("case__lead", "case__stage", "case__version")


def _mine(user: User) -> Q:
    """Of cases that I lead; officers also of those that nobody leads."""
    return Q(case__lead=user) | (Q(case__lead=None) if may(user, Power.WORK_CASES) else Q(pk__in=()))


def _read(one: FollowUp) -> Due:
    return Due(
        case=one.case,
        key=f"follow-up:{one.pk}",
        on=one.due_on,
        what=str(one.get_kind_display()),
        noun="the debrief" if one.kind == FollowUpKind.DEBRIEF else "a check",
        url=url_of(one),
        owner=one.case.lead.name if one.case.lead else "",
        people=partial(people_for, one.case),
    )


def url_of(one: FollowUp) -> str:
    """Where it is read, and answered from: the school is shown what is owed, and answers nothing."""
    return f"{reverse('outcomes:outcome', args=[one.case.reference])}#{one.kind}"


LISTED = Listed("Check or debrief", rows=_owed, on="due_on", mine=_mine, read=_read)
# Also of cases that have closed: that is when most of it is owed.
SOURCE = DueSource("follow_ups", LISTED.load, LISTED, of_closed=True)
