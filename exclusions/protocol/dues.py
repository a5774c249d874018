"""What cases are owed besides their stage: actions of a plan, checks, answers. Rooms above say so.

    dues.register(DueSource.of("actions", Listed("Action", rows=..., on="due_on", mine=..., read=...)))

They then stand on the page of the case and in the work lists, and are chased when they are late.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from exclusions.protocol.models import Case, CaseQuerySet
from portal.accounts.models import User
from schools.links.work import Holding, WorkKind, has_left, who_left


@dataclass(frozen=True)
class Due:
    """One thing owed. `what` is for pages; `noun` is for notices and names no detail: "an action".

    `key` is its own among all dues of the case ("action:P-7K3Q9"): under it it is chased once a day.
    `people()` answers whom to tell when it is late. `give_url` is where somebody else is given it: said only
    where its owner may not do it any more.
    """

    case: Case
    key: str
    on: date
    what: str
    noun: str
    url: str
    owner: str = ""
    people: Callable[[], Iterable[User]] = tuple
    give_url: str = ""


@dataclass(frozen=True)
class Left:
    """What of a source is work that somebody holds and may hold no more; `url(row)` is where one is given
    away."""

    kind: WorkKind
    url: Callable[[Any], str]

    def rows(self) -> Q:
        """Those whose owner may not do them any more."""
        return has_left(self.kind)


@dataclass(frozen=True)
class Listed:
    """What is open of one source as a set, so that lists over many cases are cut and ordered by the database.

    `rows()` are the open ones, with what `read(row)` needs to make a `Due` of one without a further query;
    `on` is the field or expression of their day, `case` the path to their case ("" where the row is the case
    itself). `mine(user)` says which of them are this person's to do; `left` which need a new owner, where
    they can be given away.
    """

    label: str
    rows: Callable[[], QuerySet[Any]]
    on: Any
    mine: Callable[[User], Q]
    read: Callable[[Any], Due]
    case: str = "case"
    left: Left | None = None

    def dated(self) -> QuerySet[Any]:
        """The open rows with `due_day`."""
        return self.rows().annotate(due_day=F(self.on) if isinstance(self.on, str) else self.on)

    def path(self, field: str) -> str:
        """The path from a row to a field of its case."""
        return f"{self.case}__{field}" if self.case else field

    def load(self, cases: CaseQuerySet, until: date | None) -> list[Due]:
        """What is open in these cases and due by `until`: in one query, and in those of `who_left` where rows
        can be given away.
        """
        rows = self.dated().filter(**{self.path("pk__in"): cases.order_by().values("pk")})
        rows = rows.exclude(due_day=None) if until is None else rows.filter(due_day__lte=until)
        return with_owners([(self, row, self.read(row)) for row in rows])


def with_owners(found: Sequence[tuple[Listed, Any, Due]]) -> list[Due]:
    """What is owed, of rows read before: with `give_url` where the owner may not do it any more."""
    held = [_holding(listed.left, row) for listed, row, _ in found]
    gone = who_left({one for one in held if one})
    return [
        replace(due, give_url=listed.left.url(row)) if listed.left and one in gone else due
        for (listed, row, due), one in zip(found, held, strict=True)
    ]


def _holding(left: Left | None, row: Any) -> Holding | None:
    if left is None or (holder := getattr(row, f"{left.kind.holder}_id")) is None:
        return None
    return left.kind, holder, row.school_id


@dataclass(frozen=True)
class DueSource:
    """`load(cases, until)` answers what is open in these cases and due by `until` (None: whenever), in a
    fixed number of queries. Only what is `listed` stands in the work lists; only a source that is
    `of_closed` is asked of cases that have closed."""

    name: str
    load: Callable[[CaseQuerySet, date | None], Iterable[Due]]
    listed: Listed | None = None
    of_closed: bool = False

    @classmethod
    def of(cls, name: str, listed: Listed) -> "DueSource":
        return cls(name, listed.load, listed)


_sources: list[DueSource] = []


def register(source: DueSource) -> None:
    """Add a source. Called once at start-up by each room."""
    if source.name not in {known.name for known in _sources}:
        _sources.append(source)


def sources() -> tuple[DueSource, ...]:
    """Every source that a room has registered."""
    return tuple(_sources)


def dues_of(cases: CaseQuerySet, until: date | None = None) -> list[Due]:
    """What rooms above say is owed in these cases, the earliest first."""
    found = [
        due for source in _sources for due in source.load(cases if source.of_closed else cases.open(), until)
    ]
    return sorted(found, key=lambda due: (due.on, due.key))
