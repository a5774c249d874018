"""What a file of the register means as a whole: who closes, opens, changes trust or the rules that apply.

Collected while the rows are planned, so it holds counts and the first few names, never the whole file.
"""

from collections import defaultdict
from typing import Any

from portal.bulk.importer import Consequence
from portal.core.templatetags.portal import plain_date
from schools.register.dependents import dependents, in_words
from schools.register.enums import LIVE_STATUSES, Regime, Status
from schools.register.models import School, SchoolSuccession

# As many are named; the rows below name all of them.
MOST_NAMED = 100
CARRY_OVER = (
    "Nothing is moved by itself. Once the schools and the file of successions are imported, the page of the "
    "school that follows offers to carry the links over, under its people. Hand over what is open, and give "
    "the pupils a last day on the old roll."
)
Pair = dict[str, Any]


class Consequences:
    """`la_code` is whose schools are looked at closely; of the others only counts are kept."""

    def __init__(self, la_code: int) -> None:
        self.la_code = la_code
        self.closing: list[Pair] = []
        self.closing_elsewhere = 0
        self.named: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.counts: dict[str, int] = defaultdict(int)
        # Who takes a DfE number over: an academy keeps that of the school before it.
        self.heirs: dict[tuple[int, int], str] = {}

    def take(self, before: Pair | None, after: Pair, trusts: tuple[str, str] | None = None) -> None:
        """A school as it is here (None: not at all) and as the file says; `trusts` where it changes trust."""
        was_live = before is not None and before["status"] in LIVE_STATUSES
        is_live = after["status"] in LIVE_STATUSES
        if was_live and not is_live:
            self._close(after)
        if is_live and not was_live:
            self._open(before, after)
        if before is None or not is_live:
            return
        if after["status"] == Status.CLOSING != before["status"]:
            on = plain_date(after.get("closed_on")) or "no day yet"
            self._name("Schools proposed to close", after, f"On {on}")
        if before["type_code"] != after["type_code"] or before["regime"] != after["regime"]:
            self._name("Schools that change type or the rules that apply", after, _retyped(before, after))
        if trusts is not None:
            old, new = (name or "none" for name in trusts)
            self._name("Schools that change trust", after, f"From {old} to {new}")

    def _close(self, after: Pair) -> None:
        if after["la_code"] == self.la_code:
            self.closing.append(after)
        else:
            self.closing_elsewhere += 1

    def _open(self, before: Pair | None, after: Pair) -> None:
        self._name("Schools that open", after, "Was here, but not open" if before else "")
        number = after.get("establishment_number")
        if number is not None and after["la_code"] == self.la_code:
            self.heirs[after["la_code"], number] = _words(after)

    def _name(self, title: str, after: Pair, remark: str) -> None:
        self.counts[title] += 1
        if len(self.named[title]) < MOST_NAMED:
            self.named[title].append((_words(after), remark))

    def found(self, whose: str) -> list[Consequence]:
        """Everything, what asks for work first."""
        meant = []
        if self.closing:
            title = f"Schools of {whose} that close"
            meant.append(Consequence(title, len(self.closing), self._closing(), CARRY_OVER))
        if self.closing_elsewhere:
            meant.append(Consequence("Schools of other authorities that close", self.closing_elsewhere))
        return meant + [Consequence(title, count, self.named[title]) for title, count in self.counts.items()]

    def _closing(self) -> list[tuple[str, str]]:
        """What stands at each school that closes and who follows it, in a fixed number of queries."""
        first = self.closing[:MOST_NAMED]
        pks = dict(School.objects.filter(urn__in=[one["urn"] for one in first]).values_list("urn", "pk"))
        standing = dependents(list(pks.values()))
        rows = SchoolSuccession.objects.filter(predecessor__in=pks.values())
        followed: dict[int, list[str]] = defaultdict(list)
        for pk, name, urn in rows.values_list("predecessor", "successor__name", "successor__urn"):
            followed[pk].append(f"{name}, URN {urn}")
        return [
            (_words(one), self._remark(one, standing.get(pks[one["urn"]]), followed[pks[one["urn"]]]))
            for one in first
        ]

    def _remark(self, one: Pair, standing: Any, followed: list[str]) -> str:
        heir = self.heirs.get((one["la_code"], one.get("establishment_number") or -1))
        if followed:
            next_one = f"Followed by {' and '.join(followed)}."
        elif heir:
            next_one = f"The same DfE number goes to {heir}."
        else:
            next_one = "The register names no school that follows."
        return f"Here now: {in_words(standing) if standing else 'nothing that is open'}. {next_one}"


def _words(school: Pair) -> str:
    return f"{school['name']}, URN {school['urn']}"


def _retyped(before: Pair, after: Pair) -> str:
    old, new = before.get("type_name") or "another type", after.get("type_name") or "another type"
    same_rules = before["regime"] == after["regime"]
    rules = "" if same_rules else f" Rules of exclusion: {Regime(after['regime']).label} from now on."
    return f"From {old} to {new}.{rules}"
