"""Who reads which kind of entry of a concern's timeline: said here once, for its page, lists, search, print,
chronologies, files, counts and notices (decision 30).

A kind is read, and where it is words to others written, by those who hold its power at the concern's
school. A kind that is not named here is read by nobody.
"""

from collections.abc import Collection
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from exclusions.concerns.enums import EntryKind
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of

READ_WITH: dict[EntryKind, Power] = {
    EntryKind.ADDITION: Power.SEE_CONCERNS,
    EntryKind.FOLLOW_UP: Power.SEE_CONCERNS,
    EntryKind.CORRECTION: Power.SEE_CONCERNS,
    EntryKind.OUTCOME: Power.SEE_CONCERNS,
    EntryKind.MESSAGE: Power.SEE_CONCERNS,
    EntryKind.QUESTION: Power.SEE_CONCERNS,
    EntryKind.ANSWER: Power.SEE_CONCERNS,
    EntryKind.STATUS: Power.SEE_CONCERNS,
    EntryKind.INTERNAL: Power.TRIAGE,
    EntryKind.SCHOOL_NOTE: Power.KEEP_SCHOOL_NOTES,
}
# Notes that one side keeps from the other, and how a page marks them.
NOTES = {
    EntryKind.INTERNAL: "Link social workers only",
    EntryKind.SCHOOL_NOTE: "Your school only",
}
# What a person may write to whom, the narrower first: that is what a form begins with.
WRITTEN = (EntryKind.INTERNAL, EntryKind.SCHOOL_NOTE, EntryKind.MESSAGE)
# Words somebody wrote: what search, chronologies and files tell of. The rest is what happened.
SAID = tuple(kind for kind in READ_WITH if kind != EntryKind.STATUS)
# The school's record: what goes along when a child, or the school itself, moves on.
OF_THE_SCHOOL = tuple(kind for kind in SAID if kind != EntryKind.INTERNAL)


def kinds_read_at(user: User | AnonymousUser, school_id: int) -> list[EntryKind]:
    """The kinds of entries this person reads on concerns of one school."""
    standing = standing_of(user)
    return [kind for kind, power in READ_WITH.items() if school_id in standing.scope(power)]


def kinds_written_at(user: User | AnonymousUser, school_id: int) -> list[EntryKind]:
    """To whom this person may write on concerns of one school, the narrower first."""
    read = kinds_read_at(user, school_id)
    return [kind for kind in WRITTEN if kind in read]


def read_by(user: User | AnonymousUser, kinds: Collection[EntryKind] = tuple(READ_WITH)) -> Q:
    """Entries whose kind this person reads at their concern's school; whether they may know of the concern
    is asked of the concern (`visible_to`).
    """
    standing, found = standing_of(user), Q(pk__in=[])
    for power, group in groupby(sorted(kinds, key=READ_WITH.__getitem__), READ_WITH.__getitem__):
        scope = standing.scope(power)
        here = Q() if scope.everywhere else Q(concern__school__in=scope.school_ids)
        found |= Q(kind__in=list(group)) & here if scope else Q(pk__in=[])
    return found


def reads_reasons(user: User | AnonymousUser, school_id: int) -> bool:
    """The reasons of a decision are read by those who may decide; the school reads the reply."""
    return school_id in standing_of(user).scope(Power.TRIAGE)
