"""Telling people of duties whose day is near, or has passed: once each, again where the day moved."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from exclusions.suspensions.models import Duty, DutyQuerySet, Suspension
from exclusions.suspensions.models.duties import STATUTORY
from exclusions.suspensions.packs.dues import OWED_BY_AN_AUTHORITY, Clock
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with, people_in

# Far enough ahead that what falls due on a Monday is said on the Friday before.
SOON = timedelta(days=3)


@dataclass(frozen=True)
class _Telling:
    """One reason to tell: which duties, what the notice says of them, where it is noted that it went out."""

    kind: str
    column: str
    words: str
    which: Callable[[date], DutyQuerySet]


def _late(today: date) -> DutyQuerySet:
    """A recommendation that was missed shows on the desk and troubles nobody."""
    return Duty.objects.overdue(today).filter(clock__in=STATUTORY)


def _soon(today: date) -> DutyQuerySet:
    """Those with a day to come that lies after the first: what is owed at once is said on recording."""
    rows = Duty.objects.open().filter(clock=Clock.BY.value, by__range=(today, today + SOON))
    # Reports of a whole term are written together, not record by record.
    return rows.filter(by__gt=F("suspension__starts_on")).exclude(code__startswith="report_")


LATE = _Telling("suspension.late", "told_late_at", "overdue", _late)
COMING = _Telling("suspension.soon", "told_soon_at", "due within three days", _soon)


def tell_of_late_duties() -> int:
    """Tell owners of what is late, one notice a record; gives back how many records.

    Safe to run twice: who was told is written in the same transaction as the notice.
    """
    return _tell_all(LATE)


def tell_of_soon_duties() -> int:
    """Tell owners what falls due in three days, while there is time; otherwise as what is late."""
    return _tell_all(COMING)


def _tell_all(telling: _Telling) -> int:
    untold = telling.which(timezone.localdate()).filter(**{telling.column: None})
    records = list(untold.order_by().values_list("suspension", flat=True).distinct())
    return sum(_tell(pk, telling) for pk in records)


@transaction.atomic
def _tell(suspension_id: int, telling: _Telling) -> bool:
    rows = telling.which(timezone.localdate()).filter(suspension=suspension_id, **{telling.column: None})
    duties = list(rows.select_for_update(of=("self",)))
    if not duties:
        return False
    suspension = Suspension.objects.select_related("school").get(pk=suspension_id)
    for people, number in _owners(suspension, duties):
        are = "duty is" if number == 1 else "duties are"
        notify(
            people=people,
            kind=telling.kind,
            text=f"{suspension.reference}: {number} {are} {telling.words}.",
            about=suspension.reference,
            leads_to=suspension.get_absolute_url(),
        )
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(**{telling.column: timezone.now()})
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
