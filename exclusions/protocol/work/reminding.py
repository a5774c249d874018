"""Reminding people of what they owe, at somebody's wish: one notice each, of each thing once a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from exclusions.protocol.models import Chase
from exclusions.protocol.services.writing import write_down
from exclusions.protocol.work.rows import ASKED, WorkRow
from portal.accounts.models import User
from portal.core.templatetags.portal import short_date
from portal.notices.models import Notice
from portal.notices.services import notify

# A notice names so many things; the rest stand in the person's own list.
NAMED = 5


@dataclass
class Reminding:
    """Who would be reminded of what, and of which things nobody."""

    told: dict[User, list[WorkRow]] = field(default_factory=dict)
    already: list[WorkRow] = field(default_factory=list)
    own: list[WorkRow] = field(default_factory=list)
    nobody: list[WorkRow] = field(default_factory=list)


def plan_reminding(rows: Iterable[WorkRow], by: User) -> Reminding:
    """Whom a reminder of these rows would reach. What was reminded of today is left out."""
    plan, told = Reminding(), defaultdict[User, list[WorkRow]](list)
    for row in rows:
        if row.was_asked:
            plan.already.append(row)
            continue
        people = list(row.due.people())
        others = [person for person in people if person != by]
        for person in others:
            told[person].append(row)
        if not others:
            (plan.own if people else plan.nobody).append(row)
    plan.told = dict(sorted(told.items(), key=lambda item: item[0].name))
    return plan


@transaction.atomic
def remind(rows: Iterable[WorkRow], *, by: User) -> list[Notice]:
    """Remind whoever owes these things, one notice each. Gives back the notices.

    Of two people who remind of the same thing on one day the first does: nobody is told twice.
    """
    today = timezone.localdate()
    told, reached = defaultdict[User, list[WorkRow]](list), defaultdict[str, int](int)
    taken = []
    for row in rows:
        people = [person for person in row.due.people() if person != by]
        if not people:
            continue
        key = f"{ASKED}{row.due.key}"
        _, is_first = Chase.objects.get_or_create(case=row.case, key=key, on=today)
        if not is_first:
            continue
        taken.append(row)
        reached[row.id] = len(people)
        for person in people:
            told[person].append(row)
    notices = [_tell(person, owed, by) for person, owed in told.items()]
    for row in taken:
        write_down(row.case, "remind", by, {"due": row.due.key, "told": reached[row.id]})
    return notices


def _tell(person: User, owed: list[WorkRow], by: User) -> Notice:
    one = owed[0]
    return notify(
        people=[person],
        kind="case.remind",
        text=words(owed, by),
        about=one.reference,
        leads_to=one.due.url if len(owed) == 1 else reverse("protocol:work"),
    )[0]


def words(owed: list[WorkRow], by: User) -> str:
    """`Jo Patel reminds you: N-4TT2M, an action due Thu 26 Nov; …`: references and days, no detail."""
    named = [f"{row.reference}, {row.due.noun} due {short_date(row.due.on)}" for row in owed[:NAMED]]
    if len(owed) > NAMED:
        named.append(f"and {len(owed) - NAMED} more")
    return f"{by.name} reminds you: {'; '.join(named)}."
