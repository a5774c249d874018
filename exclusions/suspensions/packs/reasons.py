"""The reason codes of a day: up to three of a suspension, the most important first (domain.md 2.2).

The sets are data, in data/reasons.json. `group` keeps trends comparable over the change of the set. Codes
of reasons and of needs overlap (`DS`): they are never looked up in one table.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data" / "reasons.json"
MOST = 3
# What groups are called that are no code themselves.
GROUPS = {"SEX": "Behaviour related to sex"}


@dataclass(frozen=True)
class Reason:
    code: str
    label: str
    group: str


@dataclass(frozen=True)
class ReasonSet:
    """Codes for events from `starts_on` to `ends_on`, both included."""

    name: str
    starts_on: date
    ends_on: date
    source: str
    reasons: tuple[Reason, ...]

    def labels(self) -> dict[str, str]:
        return {reason.code: reason.label for reason in self.reasons}


@cache
def reason_sets() -> tuple[ReasonSet, ...]:
    """All sets, the oldest first."""
    return tuple(
        ReasonSet(
            given["name"],
            date.fromisoformat(given["starts_on"]),
            date.fromisoformat(given["ends_on"]) if given["ends_on"] else date.max,
            given["source"],
            tuple(Reason(**reason) for reason in given["reasons"]),
        )
        for given in json.loads(DATA.read_text(encoding="utf-8"))
    )


def reasons_on(day: date) -> ReasonSet:
    """The set for an event of this day; the oldest for what lies before it."""
    sets = reason_sets()
    return next((each for each in sets if each.starts_on <= day <= each.ends_on), sets[0])


@cache
def labels_of_all() -> dict[str, str]:
    """Every code of any set with its latest label: for lists over many years."""
    return {code: label for each in reason_sets() for code, label in each.labels().items()}


@cache
def groups() -> dict[str, str]:
    """Codes that are counted together, with their names."""
    every = {reason.code: reason.group for each in reason_sets() for reason in each.reasons}
    return {group: GROUPS.get(group) or labels_of_all()[group] for group in every.values()}


def group_of(code: str) -> str:
    """The group of a code of any set. Raises KeyError for no such code."""
    every = {reason.code: reason.group for each in reason_sets() for reason in each.reasons}
    return every[code]


def problem_with(codes: Sequence[str], day: date) -> str:
    """What is wrong with the reasons of an event of this day, in a sentence; empty where nothing is."""
    if not codes:
        return "Choose at least one reason."
    if len(codes) > MOST:
        return f"Choose no more than {MOST} reasons."
    if len(set(codes)) != len(codes):
        return "Choose each reason once."
    known = reasons_on(day)
    unknown = [code for code in codes if code not in known.labels()]
    if unknown:
        return f"{', '.join(unknown)} is no reason code of the {known.name}, which holds on this day."
    return ""
