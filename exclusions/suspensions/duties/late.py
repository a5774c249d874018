"""Telling people of duties whose day has passed: once a duty, again where its day moved and passed too."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from exclusions.suspensions.models import Duty, Suspension
from exclusions.suspensions.packs.dues import Clock, Who
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with, people_in

# What the law wants by a day; a recommendation that was missed shows on the desk and troubles nobody.
CHASED = [Clock.BY.value, Clock.WITHOUT_DELAY.value]
OWED_BY_AN_AUTHORITY = (Who.AUTHORITY, Who.HOME_AUTHORITY)


def tell_of_late_duties() -> int:
    """Tell owners of what is late, one notice a record; gives back how many records.

    Safe to run twice: who was told is written in the same transaction as the notice.
    """
    late = Duty.objects.overdue(timezone.localdate()).filter(clock__in=CHASED, told_late_at=None)
    records = list(late.order_by().values_list("suspension", flat=True).distinct())
    return sum(_tell(pk) for pk in records)


@transaction.atomic
def _tell(suspension_id: int) -> bool:
    today = timezone.localdate()
    rows = Duty.objects.select_for_update(of=("self",)).overdue(today).filter(suspension=suspension_id)
    duties = list(rows.filter(clock__in=CHASED, told_late_at=None))
    if not duties:
        return False
    suspension = Suspension.objects.select_related("school").get(pk=suspension_id)
    for people, number in _owners(suspension, duties):
        are = "duty is" if number == 1 else "duties are"
        notify(
            people=people,
            kind="suspension.late",
            text=f"{suspension.reference}: {number} {are} overdue.",
            about=suspension.reference,
            leads_to=suspension.get_absolute_url(),
        )
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(told_late_at=timezone.now())
    return True


def _owners(suspension: Suspension, duties: list[Duty]) -> list[tuple[list[User], int]]:
    """The people of each side with how many of the duties are theirs."""
    sides: dict[bool, int] = defaultdict(int)
    for duty in duties:
        sides[duty.who in OWED_BY_AN_AUTHORITY] += 1
    found = []
    for is_authority, number in sides.items():
        if is_authority:
            people = people_across_authority_with(Power.RECORD_SUSPENSIONS)
        else:
            people = people_in([Role.HEADTEACHER, Role.DSL], suspension.school_id)
        found.append((list(people), number))
    return found
