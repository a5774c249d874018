"""What is owed over many cases, stages among it, as one list that the database cuts and orders.

Every source is a set (`dues.Listed`), so the union of them costs the same however much is owed: one query
says which rows stand on a page, one more for each source and one for the cases reads them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from exclusions.protocol import dues
from exclusions.protocol.dues import Due, Left, Listed, with_owners
from exclusions.protocol.enums import Owner
from exclusions.protocol.handover import CASES
from exclusions.protocol.models import Case, Chase
from exclusions.protocol.people import owners_of
from portal.accounts.authority import holders_across_authority, may
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of

CHUNK = 500
STAGE = "stage"
# Chasing that people ask for is counted apart from what the portal does every morning.
ASKED = "asked:"


def _stages() -> QuerySet[Case]:
    rows = Case.objects.open().exclude(due_on=None)
    return rows.select_related("stage__version", "lead", "version", "school", "pupil")


def stages_of(user: User) -> Q:
    """Cases whose stage is this person's to see to: the rule of `people.owners_of`, as a set."""
    standing = standing_of(user)
    school = Q(school__in=standing.scope(Power.ANSWER_FOR_SCHOOL).school_ids)
    triages = Q(school__in=standing.scope(Power.TRIAGE).school_ids)
    leads = Q(lead=user) | Q(lead=None) & triages
    if may(user, Power.WORK_CASES):
        officer = Q(lead=user) | Q(lead=None)
    else:
        has_officers = holders_across_authority(Power.WORK_CASES).exists()
        officer = Q(lead=user) if has_officers else leads
    return (
        Q(stage__owner__in=(Owner.SCHOOL, Owner.SCHOOL_AND_AUTHORITY)) & school
        | Q(stage__owner=Owner.LINK_WORKER) & triages
        | Q(stage__owner__in=(Owner.SCHOOL_AND_AUTHORITY, Owner.LEAD_PROFESSIONAL)) & leads
        | Q(stage__owner=Owner.INCLUSION_OFFICER) & officer
    )


def _read_stage(case: Case) -> Due:
    assert case.due_on is not None  # noqa: S101 -- asked for above
    by_lead = case.stage.owner not in (Owner.SCHOOL, Owner.LINK_WORKER)
    return Due(
        case=case,
        key=f"stage:{case.stage_id}:{case.due_on}",
        on=case.due_on,
        what=case.stage.name,
        noun=f"the {case.stage.noun}",
        url=case.get_absolute_url(),
        owner=case.lead.name if case.lead and by_lead else case.stage.get_owner_display(),
        people=partial(owners_of, case, case.stage),
    )


STAGES = Listed(
    "Stage",
    rows=_stages,
    on="due_on",
    mine=stages_of,
    read=_read_stage,
    case="",
    left=Left(CASES, lambda case: reverse("protocol:lead", args=[case.reference])),
)


def kinds() -> dict[str, Listed]:
    """What may stand in a work list, by name: stages of cases, and what rooms above say is owed."""
    return {STAGE: STAGES} | {one.name: one.listed for one in dues.sources() if one.listed}


@dataclass(frozen=True)
class WorkRow:
    """One thing owed, with its case as lists show cases. `id` names it in forms."""

    id: str
    label: str
    due: Due
    case: Case
    was_asked: bool

    @property
    def reference(self) -> str:
        return self.case.reference

    @property
    def school_id(self) -> int:
        return self.case.school_id

    @property
    def is_late(self) -> bool:
        return self.due.on < timezone.localdate() and not self.case.is_paused


Narrow = Callable[[str, Listed], Q | None]


def everything(name: str, listed: Listed) -> Q:
    return Q()


class WorkRows:
    """What is owed in cases of schools where this person reads cases: as a list page wants its rows.

    `narrow(name, listed)` says for each kind which of its rows belong here; None for none of them.
    """

    model = Case
    # The table asks by which of its columns the rows are ordered: by none of them.
    query = SimpleNamespace(order_by=())

    def __init__(self, user: User, *narrows: Narrow) -> None:
        self.user, self.narrows = user, narrows

    def narrowed(self, narrow: Narrow) -> "WorkRows":
        return WorkRows(self.user, *self.narrows, narrow)

    def all(self) -> "WorkRows":
        return self

    def none(self) -> "WorkRows":
        return self.narrowed(lambda name, listed: None)

    def order_by(self, *fields: str) -> "WorkRows":
        return self  # always the earliest first

    def count(self) -> int:
        return 0 if self._keys is None else self._keys.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[WorkRow]:
        return [] if self._keys is None else self._read(list(self._keys[cut]))

    def __iter__(self) -> Iterator[WorkRow]:
        return self.iterator()

    def iterator(self, chunk_size: int = CHUNK) -> Iterator[WorkRow]:
        rows, start = self._keys, 0
        while rows is not None and (chunk := list(rows[start : start + chunk_size])):
            yield from self._read(chunk)
            start += chunk_size

    def chosen(self, ids: Iterable[str]) -> list[WorkRow]:
        """Those of the rows that are named so, the earliest first."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for one in ids:
            name, _, pk = one.partition(":")
            if pk.isascii() and pk.isdecimal() and len(pk) <= 18:
                wanted[name].append(int(pk))
        return list(self.narrowed(lambda name, listed: Q(pk__in=wanted[name]) if wanted[name] else None))

    def _parts(self) -> Iterator[tuple[str, QuerySet[Any]]]:
        scope = standing_of(self.user).scope(Power.SEE_CASES)
        for name, listed in kinds().items():
            said = [narrow(name, listed) for narrow in self.narrows]
            if None in said or not scope:
                continue
            rows = scope.limit(listed.dated(), listed.path("school_id"))
            # At once: each filter of its own composes the query anew.
            yield name, rows.filter(*said, due_day__isnull=False)

    @cached_property
    def _keys(self) -> QuerySet[Any] | None:
        """Kind, id and day of the rows, the earliest first; None where there can be none. Composed once, for
        the page and for its number."""
        parts = [
            rows.order_by().annotate(due_kind=Value(name)).values_list("due_kind", "pk", "due_day")
            for name, rows in self._parts()
        ]
        if not parts:
            return None
        first, *others = parts
        return first.union(*others, all=True).order_by("due_day", "due_kind", "pk")

    def _read(self, keys: list[tuple[str, int, date]]) -> list[WorkRow]:
        wanted: dict[str, list[int]] = defaultdict(list)
        for name, pk, _ in keys:
            wanted[name].append(pk)
        known = kinds()
        read = [
            (name, known[name], row)
            for name, pks in wanted.items()
            for row in known[name].rows().filter(pk__in=pks)
        ]
        owed = with_owners([(listed, row, listed.read(row)) for _, listed, row in read])
        found = {(name, row.pk): due for (name, _, row), due in zip(read, owed, strict=True)}
        ids = {due.case.pk for due in found.values()}
        cases = Case.objects.for_list().in_bulk(ids) if ids else {}
        asked = Chase.objects.filter(case__in=ids, on=timezone.localdate(), key__startswith=ASKED)
        was_asked = set(asked.values_list("case_id", "key")) if ids else set()
        return [
            WorkRow(
                f"{name}:{pk}",
                known[name].label,
                due,
                cases[due.case.pk],
                (due.case.pk, f"{ASKED}{due.key}") in was_asked,
            )
            for name, pk, _ in keys
            if (due := found.get((name, pk)))
        ]
