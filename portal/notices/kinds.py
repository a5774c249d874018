"""Kinds of notices: what people call each, what it is grouped under, and whether it can be switched off.

Rooms register their kinds at start-up, in a module `notice_kinds`:

    CASES = Group(20, "cases", "No Need to Exclude cases", readable=cases_readable)
    register(NoticeKind("case.open", "A case is opened", CASES), …)
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby

import structlog
from django.conf import settings

from portal.accounts.models import User
from portal.notices.enums import Firm, Way

logger = structlog.get_logger("portal.notices")


@dataclass(frozen=True, order=True)
class Group:
    """Kinds that a person sets together.

    `readable(user, references)` gives back those of the records the person may read still: an email about
    another is not sent any more. `permission` names who is told such things at all; None means everybody.
    """

    order: int
    code: str
    label: str
    permission: str | None = field(default=None, compare=False)
    way: Way = field(default=Way.ONCE, compare=False)
    readable: "Callable[[User, Collection[str]], Iterable[str]] | None" = field(default=None, compare=False)

    def read_by(self, user: User, references: Collection[str]) -> set[str]:
        return set(references if self.readable is None else self.readable(user, references))


@dataclass(frozen=True)
class NoticeKind:
    """`code` is `room.verb`; `words` finish the sentence "You are told when …"."""

    code: str
    words: str
    group: Group
    firm: Firm = Firm.CHOSEN


_kinds: dict[str, NoticeKind] = {}
# Notices of kinds that a room has given up since.
OTHER = Group(99, "other", "Other")


def register(*kinds: NoticeKind) -> None:
    """Add kinds. Called once at start-up by each room."""
    _kinds.update({kind.code: kind for kind in kinds})


def known(code: str) -> NoticeKind:
    """The kind a room wants to send. One that nobody registered raises LookupError in tests; in use it is
    logged and sent all the same: nothing that is done for a child fails for want of a word.
    """
    if code not in _kinds:
        if settings.REFUSE_UNKNOWN_NOTICES:
            raise LookupError(f"Register notices of the kind {code!r} in the room's notice_kinds.py.")
        logger.error("notice_kind_unknown", kind=code)
    return of(code)


def of(code: str) -> NoticeKind:
    """The kind of a notice that was sent, whatever became of its room."""
    return _kinds.get(code) or NoticeKind(code, "something else happens", OTHER)


def by_group_for(user: User) -> list[tuple[Group, list[NoticeKind]]]:
    """The groups of which this person is told, in order, with their kinds."""
    return [
        (group, some)
        for group, some in by_group()
        if group.permission is None or user.has_perm(group.permission)
    ]


def by_group() -> list[tuple[Group, list[NoticeKind]]]:
    """Every group in order, with its kinds."""
    rows = sorted(_kinds.values(), key=lambda kind: (kind.group, kind.code))
    return [(group, list(kinds)) for group, kinds in groupby(rows, key=lambda kind: kind.group)]


def codes_of(group: str) -> list[str]:
    return [kind.code for kind in _kinds.values() if kind.group.code == group]
