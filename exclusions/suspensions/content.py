"""What a draft holds: the fields of its page by their names, as typed, valid or not.

{"kind": "SUSP", "first_0": "23", "first_1": "11", "first_2": "2026", "starts": "am", "length": "2.5",
 "part_2026-11-25": "none", "reason_1": "PP", "what_happened": "…", …}
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exclusions.concerns.content import PART, Content, Fields


def _day(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{part}" for part in range(3))


FIELDS = Fields(
    (
        "kind",
        *_day("first"),
        "starts",
        "length",
        "reason_1",
        "reason_2",
        "reason_3",
        "what_happened",
        "misses_test",
        "missed_test",
        *_day("missed_test_on"),
        "missed_test_what",
        "heard",
        "pupil_view",
        "no_view_because",
        "decided_by",
        *_day("decided_on"),
        "home_authority",
        "parents_told",
        *_day("told_on"),
        "told_at",
        "told_how",
        "work_set",
    ),
    has_parts=True,  # here: which part of a day, by the day
)


def parts_by_hand(content: Mapping[str, Any]) -> dict[date, str]:
    """Days that were set by hand; what is no day is passed over."""
    found = {}
    for name, value in content.items():
        if name.startswith(PART):
            try:
                found[date.fromisoformat(name.removeprefix(PART))] = str(value)
            except ValueError:
                continue
    return found


def as_typed(day: date | None, name: str) -> Content:
    """A day in the three boxes of a field."""
    if day is None:
        return {}
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}
