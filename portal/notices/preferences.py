"""How each person wants to be told: by group, with quiet hours and a day for the weekly email."""

from collections.abc import Iterable, Mapping
from datetime import time

from django.db import transaction

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.notices import kinds
from portal.notices.enums import Firm, Way
from portal.notices.kinds import Group, NoticeKind
from portal.notices.models import Notice, Preference


def wishes_of(people: Iterable[User]) -> dict[int, Preference]:
    """What each of these people wants, in one query; the usual where they never said."""
    people = list(people)
    kept = {wishes.user_id: wishes for wishes in Preference.objects.filter(user__in=people)}
    return {person.pk: kept.get(person.pk) or Preference(user=person) for person in people}


def way_for(kind: NoticeKind, wishes: Preference, *, must_acknowledge: bool = False) -> Way:
    """How the email of a notice comes to somebody. What is urgent, owed or asked for comes of its own."""
    if must_acknowledge or kind.firm is not Firm.CHOSEN:
        return Way.ONCE
    return chosen(kind.group, wishes)


def chosen(group: Group, wishes: Preference) -> Way:
    way = wishes.ways.get(group.code)
    return Way(way) if way in Way.values else group.way


@transaction.atomic
def set_preferences(
    *, by: User, ways: Mapping[str, str], quiet_from: time, quiet_to: time, quiet_days: bool, weekly_on: int
) -> Preference:
    """A person says how they want to be told, from now on and for what still waits to be emailed together."""
    wishes, _ = Preference.objects.select_for_update().get_or_create(user=by)
    wishes.ways = dict(ways)
    wishes.quiet_from, wishes.quiet_to, wishes.quiet_days = quiet_from, quiet_to, quiet_days
    wishes.weekly_on = weekly_on
    wishes.save()
    for group, way in ways.items():
        waiting = Notice.objects.for_digests().filter(user=by, kind__in=kinds.codes_of(group))
        # What has waited already does not come at once one by one, but together the next morning.
        waiting.update(way=Way.DAILY if way == Way.ONCE else way)
    record(by=by, kind=Kind.CHANGE, verb="notice.set_preferences", about=[by.reference], detail=dict(ways))
    return wishes
