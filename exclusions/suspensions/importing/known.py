"""What is recorded already about the pupils of some rows: read once for all of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import State
from exclusions.suspensions.models import Suspension

# What a file may say about a record.
COLUMNS = (
    "kind",
    "starts_on",
    "ends_on",
    "days",
    "sessions",
    "reason_1",
    "reason_2",
    "reason_3",
    "what_happened",
)
FIELDS = ("pk", "reference", "pupil_id", "school_id", "origin", "state", "back_on", *COLUMNS)


@dataclass
class Record:
    """A record of the portal, as far as a file is compared with it."""

    pk: int
    reference: str
    school_id: int
    origin: str
    state: str
    back_on: date | None
    columns: dict[str, Any]

    @cached_property
    def served(self) -> Days:
        days = Days.from_json(self.columns["days"])
        return days.before(self.back_on) if self.back_on else days


class KnownRecords:
    """The records of some pupils at any school, those recorded in error left out; one query."""

    def __init__(self, pupil_ids: Collection[int]) -> None:
        self._of: dict[int, list[Record]] = defaultdict(list)
        rows = Suspension.objects.exclude(state=State.VOID).filter(pupil__in=pupil_ids).order_by("pk")
        for row in rows.values(*FIELDS) if pupil_ids else ():
            columns = {name: row[name] for name in COLUMNS}
            self._of[row["pupil_id"]].append(
                Record(
                    row["pk"],
                    row["reference"],
                    row["school_id"],
                    row["origin"],
                    row["state"],
                    row["back_on"],
                    columns,
                )
            )

    def of(self, pupil_id: int) -> list[Record]:
        return self._of[pupil_id]

    def same(self, pupil_id: int, school_id: int, kind: str, starts_on: date) -> Record | None:
        """The record that a row means: same pupil, school, category and first day."""
        return next(
            (
                record
                for record in self._of[pupil_id]
                if record.school_id == school_id
                and (record.columns["kind"], record.columns["starts_on"]) == (kind, starts_on)
            ),
            None,
        )
