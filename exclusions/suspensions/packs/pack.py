"""Which rules hold on which day. The pack of an event is that of its first day, and stays so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from exclusions.suspensions.packs import board, ending, notices, provision, review
from exclusions.suspensions.packs.dues import Due, Rule
from exclusions.suspensions.packs.facts import Facts
from schools.calendars.arithmetic import Calendar
from schools.register.enums import Regime


@dataclass(frozen=True)
class Pack:
    """A dated set of rules. `starts_on` and `ends_on` bound the first day of the events it governs."""

    code: str
    name: str
    starts_on: date
    ends_on: date
    rules: tuple[Rule, ...]

    def dues(self, facts: Facts, calendar: Calendar) -> list[Due]:
        """Everything owed after one exclusion, in the order of the rules; nothing outside the regulations."""
        if facts.regime == Regime.OUT_OF_SCOPE:
            return []
        return list(self._applied(facts, calendar))

    def _applied(self, facts: Facts, calendar: Calendar) -> Iterator[Due]:
        for rule in self.rules:
            for due in rule.apply(facts, calendar):
                yield replace(due, rule=rule.code, source=rule.source)


_SINCE_2023 = (*notices.RULES, *provision.RULES, *board.RULES, *review.RULES, *ending.RULES)

PACKS = (
    Pack(
        "EXCL-2024-08",
        "Suspension and permanent exclusion guidance of August 2024",
        date(2023, 9, 1),
        date(2026, 7, 25),
        _SINCE_2023,
    ),
    Pack(
        "EXCL-2026-07",
        "Statutory guidance in force from 26 July 2026",
        date(2026, 7, 26),
        date.max,
        (*_SINCE_2023, *provision.RULES_FROM_2026),
    ),
)


def pack_for(day: date) -> Pack:
    """The pack that governs an event of this day; the oldest for what lies before it (imported history)."""
    return next((pack for pack in PACKS if pack.starts_on <= day <= pack.ends_on), PACKS[0])


def pack_of(code: str) -> Pack:
    """A pack by the code that a record carries. Raises KeyError for no such pack."""
    return {pack.code: pack for pack in PACKS}[code]
