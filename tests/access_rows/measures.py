"""Measures beside suspension and exclusion."""

from tests.access import Row
from tests.access_rows.people import (
    AT_OTHER_SCHOOL,
    CASE_READERS,
    CONCERN_READERS,
    SAFEGUARDING_LEADS,
    SUSPENSION_RECORDERS,
    SUSPENSION_WATCHERS,
)

READERS = [*CASE_READERS, *AT_OTHER_SCHOOL]
METHODS = ("GET", "POST")


def _of_kind(kind: str, plural: str, read: list[str], keep: list[str]) -> list[Row]:
    """Rows of a kind: who reads, and who of them records."""
    watch = [name for name in read if name not in keep]
    lists = [name for name in (*read, *AT_OTHER_SCHOOL) if name in READERS]
    if kind != "separation":
        lists.append("virtual_school_head")
    return [
        Row("measures:list", lists, plural, else_forbidden=True),
        *[
            Row("measures:start", [*keep, "other_dsl"], plural, method, else_forbidden=True)
            for method in METHODS
        ],
        *[Row("measures:new", keep, f"new_{kind}", method, watch) for method in METHODS],
        Row("measures:save_draft", keep, f"new_{kind}", "POST", watch),
        Row("measures:detail", read, kind),
        *[
            Row(f"measures:{name}", keep, args, method, watch)
            for name, args in (("correct", kind), ("step", f"{kind}_step"))
            for method in METHODS
        ],
    ]


ROWS = [
    # The authority's own list.
    Row("measures:looks", ["inclusion_officer"], else_forbidden=True),
    *[Row("measures:look", ["inclusion_officer"], "look", method) for method in METHODS],
    Row("measures:index", [*READERS, "virtual_school_head"], else_forbidden=True),
    *[
        row
        for kind in ("direction", "move", "timetable", "return_meeting")
        for row in _of_kind(kind, f"{kind}s", CASE_READERS, SUSPENSION_RECORDERS)
    ],
    # Of safeguarding: read by those who read concerns, recorded by safeguarding leads.
    *_of_kind("separation", "separations", CONCERN_READERS, SAFEGUARDING_LEADS),
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
    *[Row("measures:discard_draft", ["dsl"], "measure_draft", method) for method in METHODS],
    Row("measures:letter", SUSPENSION_RECORDERS, "measure_letter", forbidden=SUSPENSION_WATCHERS),
]
