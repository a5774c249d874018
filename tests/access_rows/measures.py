"""Measures beside suspension and exclusion."""

from tests.access import Row
from tests.access_rows.people import (
    AT_OTHER_SCHOOL,
    CASE_READERS,
    SUSPENSION_RECORDERS,
    SUSPENSION_WATCHERS,
)

READERS = [*CASE_READERS, *AT_OTHER_SCHOOL]
METHODS = ("GET", "POST")


def _of_kind(kind: str, plural: str) -> list[Row]:
    """Rows of a kind that stands beside suspensions."""
    return [
        Row("measures:list", READERS, plural, else_forbidden=True),
        *[
            Row("measures:start", [*SUSPENSION_RECORDERS, "other_dsl"], plural, method, else_forbidden=True)
            for method in METHODS
        ],
        *[
            Row("measures:new", SUSPENSION_RECORDERS, f"new_{kind}", method, SUSPENSION_WATCHERS)
            for method in METHODS
        ],
        Row("measures:detail", CASE_READERS, kind),
        *[
            Row(f"measures:{name}", SUSPENSION_RECORDERS, args, method, SUSPENSION_WATCHERS)
            for name, args in (("correct", kind), ("step", f"{kind}_step"))
            for method in METHODS
        ],
    ]


ROWS = [
    Row("measures:index", READERS, else_forbidden=True),
    *_of_kind("direction", "directions"),
    *[
        Row(
            "measures:write_letter",
            SUSPENSION_RECORDERS,
            "direction_letter_kind",
            method,
            SUSPENSION_WATCHERS,
        )
        for method in METHODS
    ],
    Row("measures:letter", SUSPENSION_RECORDERS, "measure_letter", forbidden=SUSPENSION_WATCHERS),
]
